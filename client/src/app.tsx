import { useEffect, useErrorBoundary, useLayoutEffect, useRef } from 'preact/hooks';
import { Navbar } from './lib/Navbar';
import { isLoadingPage, place, type Place } from './lib/router';
import { restoreScroll } from './lib/scroll';
import { StalePage } from './lib/StalePage';
import { useStore } from './lib/store';
import { ToastArea } from './lib/ToastArea';

export function App() {
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <Navbar />
      <Main />
      <footer class="site-footer">
        <div class="container">
          <a class="logo-font" href="/">
            conduit
          </a>
          <span>A place to share your knowledge.</span>
          <a href="/feed.atom">Feed</a>
        </div>
      </footer>
      <ToastArea />
    </>
  );
}

function Main() {
  const main = useRef<HTMLElement>(null);
  const shown = useStore(place);
  const busy = useStore(isLoadingPage);

  useLayoutEffect(() => {
    if (!shown) return;
    if (shown.arrival === 'forward') scrollTo(0, 0);
    else restoreScroll();
    // Keyboard and screen reader go where the eye goes.
    if (shown.arrival !== 'start') main.current?.focus({ preventScroll: true });
  }, [shown]);

  return (
    <main ref={main} id="main" tabIndex={-1} class={busy ? 'busy' : ''} aria-busy={busy}>
      {shown && <Shown place={shown} />}
    </main>
  );
}

/** The page at a place. A fault in it is contained, and does not outlive it. */
function Shown({ place: { Page, ...rest } }: { place: Place }) {
  const [fault, reset] = useErrorBoundary(error => console.error(error)) as [unknown, () => void];
  const faultAt = useRef(0);
  if (fault) faultAt.current ||= rest.visit;
  useEffect(() => {
    if (!fault || faultAt.current === rest.visit) return;
    faultAt.current = 0;
    reset();
  }, [fault, rest.visit, reset]);
  return fault ? <StalePage /> : <Page {...rest} />;
}
