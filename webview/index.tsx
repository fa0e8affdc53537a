import '@vscode/codicons/dist/codicon.css';
import '@xyflow/react/dist/style.css';
import './style/page.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { startCompiler } from './state/document';
import { connectHost } from './state/host';
import { type VsCodeApi, vsCodeTransport } from './state/transport';

declare function acquireVsCodeApi(): VsCodeApi;

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(<App />);
  connectHost(vsCodeTransport(acquireVsCodeApi()));
  void startCompiler();
}
