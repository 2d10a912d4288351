// The token that makes requests signed in. It outlives the page in localStorage, under the name other Conduit
// clients use, and changes in every tab at once.
import { read, write } from './storage';
import { createStore } from './store';

const KEY = 'jwtToken';

export const token = createStore(read(KEY));

export function setToken(value: string | null): void {
  write(KEY, value);
  token.set(value);
}

/** Ends the session that `refused` belongs to, and no other. */
export function dropToken(refused: string): void {
  if (token.value === refused) setToken(null);
}

addEventListener('storage', event => {
  // A null key means that everything was cleared.
  if (event.key === KEY || event.key === null) token.set(read(KEY));
});
