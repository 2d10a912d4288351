// Who is signed in. A refused token ends the session; a server that cannot be reached does not: the token is kept,
// the page says "Connecting" and asks again until there is an answer.
import type { ApiError } from '../api/client';
import type { User } from '../api/types';
import { getCurrentUser } from '../api/users';
import { createStore, useStore } from './store';
import { setToken, token } from './token';

export type Session =
  | { state: 'authenticated'; user: User }
  | { state: 'unauthenticated' | 'unavailable' | 'loading'; user: null };

const RETRY_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

const without = (state: 'unauthenticated' | 'unavailable' | 'loading'): Session => ({ state, user: null });

export const session = createStore(without(token.value === null ? 'unauthenticated' : 'loading'));

export const useSession = () => useStore(session);

/** Signs in: the answer to a log-in, a registration or a change of settings. */
export function setUser(user: User): void {
  session.set({ state: 'authenticated', user });
  // A token stays valid when its user changes the settings, so the one in use is kept: other tabs need not care.
  if (token.value === null) setToken(user.token);
}

export function signOut(): void {
  setToken(null);
}

/** Call once, at start: keeps the session in step with the token, whichever tab changes it. */
export function startSession(): void {
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function identify(asked: string, attempt: number): Promise<void> {
    clearTimeout(retry);
    const result = await getCurrentUser();
    if (token.value !== asked || session.value.user) return;
    if (result.ok) {
      session.set({ state: 'authenticated', user: result.data });
    } else if (isRefusal(result.error)) {
      setToken(null);
    } else {
      session.set(without('unavailable'));
      const delay = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
      retry = setTimeout(() => void identify(asked, attempt + 1), delay);
    }
  }

  function follow(current: string | null): void {
    clearTimeout(retry);
    // After setUser() the user is known already.
    if (current !== null && session.value.user?.token === current) return;
    session.set(without(current === null ? 'unauthenticated' : 'loading'));
    if (current !== null) void identify(current, 0);
  }

  token.subscribe(follow);
  follow(token.value);
  addEventListener('online', () => {
    if (token.value !== null && !session.value.user) void identify(token.value, 0);
  });
}

/** Whether the server understood who is asking and said no, rather than being in trouble itself. */
function isRefusal(error: ApiError): boolean {
  if (error.kind !== 'http') return false;
  const { status } = error;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
