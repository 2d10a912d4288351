// A tab opened before a deployment may ask for code that is gone by then. Loading the document anew brings the
// files of today; if even that does not help, the reader is told.
import { StalePage } from './StalePage';

const KEY = 'reloaded';
const AGAIN_MS = 10_000;

export function recoverChunk(): Promise<{ default: typeof StalePage }> {
  const last = Number(sessionStorage.getItem(KEY));
  // Twice in a row is no deployment but a fault, and no reason to reload for ever.
  if (Date.now() - last < AGAIN_MS) return Promise.resolve({ default: StalePage });
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
  return new Promise(() => undefined);
}
