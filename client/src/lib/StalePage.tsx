import { Notice } from './Notice';

/** Shown when a page's code cannot be loaded. */
export function StalePage() {
  return (
    <div class="container narrow">
      <h1>This page could not be loaded</h1>
      <Notice>
        <p>Unable to connect, or a new version of the site was put up just now.</p>
        <button type="button" class="btn btn-outline" onClick={() => location.reload()}>
          Reload
        </button>
      </Notice>
    </div>
  );
}
