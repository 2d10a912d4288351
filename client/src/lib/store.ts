// State that outlives a component: a value, and who wants to hear of its changes. docs/adr/0101 says why these few
// lines stand where a signals library could.
import { useLayoutEffect, useState } from 'preact/hooks';

export interface Store<T> {
  readonly value: T;
  set: (value: T) => void;
  /** Calls `listener` after every change; returns how to stop that. */
  subscribe: (listener: (value: T) => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  const listeners = new Set<(value: T) => void>();
  let value = initial;
  return {
    get value() {
      return value;
    },
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The store's value; the component is rendered again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [shown, show] = useState(() => store.value);
  useLayoutEffect(() => {
    // It may have changed between the render and now.
    show(() => store.value);
    return store.subscribe(value => show(() => value));
  }, [store]);
  return shown;
}
