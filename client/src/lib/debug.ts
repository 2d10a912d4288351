import type { User } from '../api/types';
import { session, type Session } from './session';
import { token } from './token';

declare global {
  interface Window {
    /** A view into the session for tests in a browser, the same for all Conduit clients. */
    __conduit_debug__?: {
      getToken: () => string | null;
      getAuthState: () => Session['state'];
      getCurrentUser: () => User | null;
    };
  }
}

export function installDebugHook(): void {
  window.__conduit_debug__ = {
    getToken: () => token.value,
    getAuthState: () => session.value.state,
    getCurrentUser: () => session.value.user,
  };
}
