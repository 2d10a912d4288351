import { useLayoutEffect } from 'preact/hooks';

const SITE = 'Conduit';

/** Names the page in the tab, the history and to screen readers. Undefined while its name is not known yet. */
export function useTitle(title: string | undefined): void {
  useLayoutEffect(() => {
    if (title !== undefined) document.title = title ? `${title} — ${SITE}` : SITE;
  }, [title]);
}
