// Moves between pages without loading the document anew. What is on show changes when the new page's code is there:
// until then the old page stays, and nothing sees the new address but the address bar.
import type { ComponentType } from 'preact';
import { matchRoute, type PageName } from '../routes';
import { recoverChunk } from './chunks';
import { rememberScroll, restoreScroll, startScroll } from './scroll';
import { createStore } from './store';

export interface Place {
  /** Path and query. */
  url: string;
  path: string;
  query: Partial<Record<string, string>>;
  params: Partial<Record<string, string>>;
  /** Back and forward both count as going back: to what has been seen. */
  arrival: 'start' | 'forward' | 'back';
  /** Different for every arrival, so that following a link to where one is asks the server again. */
  visit: number;
  Page: Page;
}

export type PageProps = Omit<Place, 'Page'>;
export type Page = ComponentType<PageProps>;
export type Loaders = Record<PageName, () => Promise<{ default: Page }>>;

export const place = createStore<Place | null>(null);
export const isLoadingPage = createStore(false);

let loaders: Loaders;
let fallback: Page;
let visits = 0;
const loaded = new Map<PageName, Page>();

/** Call once, at start. Resolves when the first page can be shown. */
export async function startRouter(pages: Loaders, notFound: Page): Promise<void> {
  loaders = pages;
  fallback = notFound;
  startScroll();
  addEventListener('click', onClick);
  addEventListener('popstate', onPopState);
  for (const name of ['pointerover', 'touchstart', 'focusin'])
    addEventListener(name, prefetch, { passive: true });
  await arrive('start');
}

/** Goes to another page of this site. */
export function navigate(url: string, how: 'push' | 'replace' = 'push'): void {
  rememberScroll();
  if (how === 'replace' || url === currentUrl()) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  void arrive('forward');
}

const currentUrl = () => location.pathname + location.search;

async function arrive(arrival: Place['arrival']): Promise<void> {
  const visit = ++visits;
  const match = matchRoute(location.pathname);
  let Page = match ? loaded.get(match.name) : fallback;
  if (match && !Page) {
    isLoadingPage.set(true);
    Page = await load(match.name);
    // Someone who did not wait is elsewhere by now.
    if (visit !== visits) return;
  }
  isLoadingPage.set(false);
  place.set({
    url: currentUrl(),
    path: location.pathname,
    query: Object.fromEntries(new URLSearchParams(location.search)),
    params: match?.params ?? {},
    arrival,
    visit,
    Page: Page ?? fallback,
  });
}

async function load(name: PageName): Promise<Page> {
  const module = await loaders[name]().catch(recoverChunk);
  loaded.set(name, module.default);
  return module.default;
}

function onPopState(): void {
  if (currentUrl() !== place.value?.url) {
    void arrive('back');
    return;
  }
  // Back on the page that is still on show: from one of its headings, or from a page that was not there in time.
  visits++;
  isLoadingPage.set(false);
  restoreScroll();
}

function onClick(event: MouseEvent): void {
  const link = linkOf(event);
  if (event.defaultPrevented || event.button !== 0 || !link || link.target || link.download) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const isHere = link.pathname + link.search === currentUrl();
  rememberScroll();
  // Files are the browser's business, and so are the headings of this page.
  if (!matchRoute(link.pathname) || (isHere && link.hash)) return;
  event.preventDefault();
  navigate(link.pathname + link.search + link.hash);
}

/** A link that is pointed at is about to be followed: its page's code can be on the way by then. */
function prefetch(event: Event): void {
  const link = linkOf(event);
  const match = link && matchRoute(link.pathname);
  // Failing costs nothing: the real load deals with it.
  if (match) loaders[match.name]().catch(() => undefined);
}

/** The link to this site that an event happened in. */
function linkOf(event: Event): HTMLAnchorElement | undefined {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  return link?.origin === location.origin ? link : undefined;
}
