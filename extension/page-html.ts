import { Uri, type Webview } from 'vscode';
import type { Resources } from './protocol';

/** The folders of the extension that its page may read. */
export const pageRoots = (extension: Uri): Uri[] =>
  [['dist', 'webview'], ['data'], ['media']].map((path) => Uri.joinPath(extension, ...path));

export function pageResources(webview: Webview, extension: Uri): Resources {
  const address = (...path: string[]): string => webview.asWebviewUri(Uri.joinPath(extension, ...path)).toString();
  return {
    trainer: address('dist', 'webview', 'trainer.js'),
    webgpu: address('dist', 'webview', 'webgpu.js'),
    data: `${address('data')}/`,
    wasm: address('dist', 'webview', 'wasm', 'tfjs-backend-wasm-simd.wasm'),
  };
}

/** The page: it runs one module and what that imports, by its nonce, fetches from the extension alone, and starts workers from what it fetched. */
export function pageHtml(webview: Webview, extension: Uri): string {
  const file = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(extension, 'dist', 'webview', name)).toString();
  const nonce = makeNonce();
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `img-src ${source} data: blob:`,
    `font-src ${source}`,
    `style-src ${source}`,
    // Without it the WebAssembly backend could not start; it allows no text to become code.
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    // Workers reach only blobs: VS Code answers no request of theirs for a file of the extension (408 after 30 s).
    `connect-src ${source} blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Energy-based model</title>
    <link rel="stylesheet" href="${file('page.css')}">
  </head>
  <body>
    <div id="root"></div>
    <script type="module" nonce="${nonce}" src="${file('page.js')}"></script>
  </body>
</html>
`;
}

function makeNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
