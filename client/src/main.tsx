import { render } from 'preact';
import { App } from './app';
import { installDebugHook } from './lib/debug';
import { startRouter } from './lib/router';
import { startSession } from './lib/session';
import { NotFoundPage } from './routes/not-found/NotFoundPage';

installDebugHook();
startSession();

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');

function show(container: HTMLElement): void {
  container.replaceChildren();
  render(<App />, container);
}

const ready = startRouter(
  {
    home: () => import('./routes/home/HomePage'),
    article: () => import('./routes/article/ArticlePage'),
    profile: () => import('./routes/profile/ProfilePage'),
    editor: () => import('./routes/editor/EditorPage'),
    settings: () => import('./routes/settings/SettingsPage'),
    auth: () => import('./routes/auth/AuthPage'),
  },
  NotFoundPage,
);
// What the server has rendered stays until the page it stands for can take its place in one go.
if (root.querySelector('main')) void ready.then(() => show(root));
else show(root);
