// Scroll positions across navigation. The browser restores them before a page that loads its content has any
// height, so each history entry keeps its own, and going back waits for the page to be tall enough.

const SETTLE_MS = 100;
const RESTORE_MS = 3000;

interface Entry {
  y?: number;
}

let timer: ReturnType<typeof setTimeout> | undefined;

export function startScroll(): void {
  history.scrollRestoration = 'manual';
  addEventListener('scroll', () => (timer ??= setTimeout(rememberScroll, SETTLE_MS)), { passive: true });
  // The entry that has just been left can no longer be written to.
  addEventListener('popstate', forget);
}

/** Notes the position in the present history entry. To be called before leaving it. */
export function rememberScroll(): void {
  if (timer === undefined) return;
  forget();
  history.replaceState({ y: scrollY } satisfies Entry, '');
}

function forget(): void {
  clearTimeout(timer);
  timer = undefined;
}

/** Scrolls to where the present history entry was left. */
export function restoreScroll(): void {
  const y = (history.state as Entry | null)?.y ?? 0;
  if (y === 0) {
    // An address with a heading in it scrolls there by itself.
    if (!location.hash) scrollTo(0, 0);
    return;
  }
  const until = performance.now() + RESTORE_MS;
  const intents = ['wheel', 'touchstart', 'keydown', 'mousedown'];
  let taken = false;
  const onIntent = () => (taken = true);
  for (const intent of intents) addEventListener(intent, onIntent, { once: true, passive: true });

  const step = () => {
    // The reader scrolls: it is theirs now.
    if (!taken) scrollTo(0, y);
    const isShort = document.documentElement.scrollHeight - innerHeight < y;
    if (!taken && isShort && performance.now() < until) requestAnimationFrame(step);
    else for (const intent of intents) removeEventListener(intent, onIntent);
  };
  step();
}
