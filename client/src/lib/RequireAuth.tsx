import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { rememberNext } from './next';
import { Notice } from './Notice';
import { navigate } from './router';
import { useSession } from './session';

/**
 * Shows its children to signed-in users only. Whoever was let in stays: a session that ends while a form is being
 * filled in must not take the form away.
 */
export function RequireAuth({ children }: { children: ComponentChildren }) {
  const admitted = useRef(false);
  const { state } = useSession();
  admitted.current ||= state === 'authenticated';

  useEffect(() => {
    if (state !== 'unauthenticated' || admitted.current) return;
    rememberNext(location.pathname + location.search);
    navigate('/login', 'replace');
  }, [state]);

  if (admitted.current) return <>{children}</>;
  return (
    <div class="container narrow">
      {state === 'unavailable' ? (
        <Notice>
          <p>The server does not answer. This page opens as soon as it does.</p>
        </Notice>
      ) : (
        <p class="sr-only" role="status">
          Loading…
        </p>
      )}
    </div>
  );
}
