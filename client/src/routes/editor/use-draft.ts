import { useEffect, useRef, useState } from 'preact/hooks';
import {
  clearDraft,
  draftKey,
  readDraft,
  sameText,
  writeDraft,
  type Draft,
  type StoredDraft,
} from '../../lib/text/draft';

const SAVE_MS = 300;

interface Editing {
  draft: Draft;
  /** The unpublished text this editor opened with, if there was any. */
  restored: StoredDraft | null;
  edit: (change: Partial<Draft>) => void;
  /** Back to what is published. */
  discard: () => void;
  /** The text has been published: there is nothing left to keep. */
  finish: () => void;
}

/** The text in the editor, which survives leaving the page in any way. `published` is what it began as. */
export function useDraft(slug: string | undefined, published: Draft, base: string | undefined): Editing {
  const [key] = useState(() => draftKey(slug));
  const [restored, setRestored] = useState(() => {
    const stored = readDraft(key);
    return stored && !sameText(stored, published) ? stored : null;
  });
  const [draft, setDraft] = useState<Draft>(restored ?? published);
  const latest = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const safe = useRef(true);
  const finished = useRef(false);

  const keep = useRef(() => {});
  keep.current = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    if (finished.current) return;
    if (!sameText(latest.current, published)) safe.current = writeDraft(key, latest.current, base);
    else {
      clearDraft(key);
      safe.current = true;
    }
  };

  useEffect(() => {
    const keepNow = () => timer.current !== undefined && keep.current();
    const warn = (event: BeforeUnloadEvent) => {
      keepNow();
      if (!safe.current) event.preventDefault();
    };
    // Another tab wrote to the same draft: what is in this one is no longer kept anywhere else.
    const overwritten = (event: StorageEvent) => {
      if (event.key === key && !finished.current) safe.current = sameText(latest.current, published);
    };
    addEventListener('beforeunload', warn);
    addEventListener('pagehide', keepNow);
    document.addEventListener('visibilitychange', keepNow);
    addEventListener('storage', overwritten);
    return () => {
      keepNow();
      removeEventListener('beforeunload', warn);
      removeEventListener('pagehide', keepNow);
      document.removeEventListener('visibilitychange', keepNow);
      removeEventListener('storage', overwritten);
    };
  }, [key, published]);

  const set = (next: Draft) => {
    latest.current = next;
    setDraft(next);
  };

  return {
    draft,
    restored,
    edit: change => {
      set({ ...latest.current, ...change });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => keep.current(), SAVE_MS);
    },
    discard: () => {
      set(published);
      setRestored(null);
      keep.current();
    },
    finish: () => {
      finished.current = true;
      clearTimeout(timer.current);
      // Not if another tab has put its own text there meanwhile.
      const stored = readDraft(key);
      if (stored && (sameText(stored, latest.current) || safe.current)) clearDraft(key);
    },
  };
}
