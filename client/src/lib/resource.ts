// Data of a page: loading, there, or failed. Going back shows at once what was there before, and checks it behind
// the scenes; going forward always asks the server first.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError, Result } from '../api/client';
import { place } from './router';
import { useStore } from './store';
import { token } from './token';

type State<T> = { status: 'loading' } | { status: 'ready'; data: T } | { status: 'failed'; error: ApiError };

export type Resource<T> = State<T> & {
  /** Asks again, from the start. */
  retry: () => void;
  /** Changes what is shown, after the server has accepted the same change. */
  change: (change: (data: T) => T) => void;
};

const KEEP = 50;
const seen = new Map<string, unknown>();
// What one reader saw is nothing for the next one.
token.subscribe(() => seen.clear());

function keep(key: string, data: unknown): void {
  seen.delete(key);
  seen.set(key, data);
  const oldest = seen.keys().next();
  if (seen.size > KEEP && !oldest.done) seen.delete(oldest.value);
}

/**
 * Loads what `key`, the path of the request, names. `initial` is asked once for each key, for data that is there
 * without a request.
 */
export function useResource<T>(
  key: string,
  load: () => Promise<Result<T>>,
  initial?: () => T | undefined,
): Resource<T> {
  const [, render] = useState(0);
  const [attempt, setAttempt] = useState(0);
  const viewer = useStore(token);
  const { arrival, visit } = useStore(place) ?? {};
  const slot = useRef<{ key: string; state: State<T>; settled: boolean } | null>(null);
  const loader = useRef(load);
  loader.current = load;

  // During the render itself, so that no frame shows one page's data at another's address.
  if (slot.current?.key !== key) {
    const given = initial?.();
    const data = given ?? (arrival === 'back' ? (seen.get(key) as T | undefined) : undefined);
    slot.current = {
      key,
      state: data === undefined ? { status: 'loading' } : { status: 'ready', data },
      settled: given !== undefined,
    };
  }

  const show = useCallback((state: State<T>) => {
    if (!slot.current) return;
    slot.current.state = state;
    if (state.status === 'ready') keep(slot.current.key, state.data);
    render(n => n + 1);
  }, []);

  useEffect(() => {
    const mine = slot.current;
    if (!mine) return;
    if (mine.settled) {
      mine.settled = false;
      return;
    }
    let live = true;
    void loader.current().then(result => {
      if (!live || slot.current !== mine) return;
      if (result.ok) show({ status: 'ready', data: result.data });
      // A failed check behind the scenes takes nothing away that can be read.
      else if (mine.state.status !== 'ready') show({ status: 'failed', error: result.error });
    });
    return () => void (live = false);
  }, [key, viewer, visit, attempt, show]);

  const retry = useCallback(() => {
    show({ status: 'loading' });
    setAttempt(n => n + 1);
  }, [show]);

  // Back online: what could not be loaded is tried again without being asked.
  useEffect(() => {
    const again = () => slot.current?.state.status === 'failed' && retry();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [retry]);

  const change = useCallback(
    (apply: (data: T) => T) => {
      const state = slot.current?.state;
      if (state?.status === 'ready') show({ status: 'ready', data: apply(state.data) });
    },
    [show],
  );

  return { ...slot.current.state, retry, change };
}
