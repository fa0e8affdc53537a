import type { FromPage, ToPage } from '../../extension/protocol';

/** What VS Code gives a page. */
export interface VsCodeApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The page's line to whoever holds the document. `kept` survives a page that is hidden and made anew. */
export interface Transport {
  post(message: FromPage): void;
  listen(receive: (message: ToPage) => void): void;
  readonly kept: unknown;
  keep(state: unknown): void;
}

export const vsCodeTransport = (api: VsCodeApi): Transport => ({
  post: (message) => api.postMessage(message),
  // Only VS Code's own frame can post into a webview, so the shape of a message needs no second check.
  listen: (receive) => window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => receive(data)),
  kept: api.getState(),
  keep: (state) => api.setState(state),
});
