import { useEffect } from 'preact/hooks';
import type { ListFilter } from '../../api/articles';
import { ArticleList } from '../../lib/list/ArticleList';
import { pageNumber, tagLink } from '../../lib/links';
import { rememberNext } from '../../lib/next';
import { navigate, type PageProps } from '../../lib/router';
import { useSession } from '../../lib/session';
import { useTitle } from '../../lib/title';
import { PopularTags } from './PopularTags';

const FEED = '/?feed=following';

/** The lists: everything, one's own feed, or one tag. */
export default function HomePage({ url, query, params: { tag } }: PageProps) {
  const { state } = useSession();
  const signedIn = state !== 'unauthenticated';
  const wantsFeed = tag === undefined && query['feed'] === 'following';

  useEffect(() => {
    if (!wantsFeed || signedIn) return;
    rememberNext(url);
    navigate('/login', 'replace');
  }, [wantsFeed, signedIn, url]);
  useTitle(tag === undefined ? '' : `#${tag}`);

  if (wantsFeed && !signedIn) return null;
  return (
    <div class="home-page">
      <Heading tag={tag} signedIn={signedIn} />
      <div class="container columns">
        <div>
          <FeedToggle tag={tag} signedIn={signedIn} wantsFeed={wantsFeed} />
          <Feed tag={tag} wantsFeed={wantsFeed} page={pageNumber(query['page'])} />
        </div>
        <PopularTags />
      </div>
    </div>
  );
}

function Heading({ tag, signedIn }: { tag: string | undefined; signedIn: boolean }) {
  if (signedIn || tag !== undefined) {
    return <h1 class="sr-only">{tag === undefined ? 'Articles' : `Articles tagged ${tag}`}</h1>;
  }
  return (
    <div class="banner">
      <div class="container">
        <h1 class="logo-font">conduit</h1>
        <p>A place to share your knowledge.</p>
      </div>
    </div>
  );
}

interface ToggleProps {
  tag: string | undefined;
  signedIn: boolean;
  wantsFeed: boolean;
}

function FeedToggle({ tag, signedIn, wantsFeed }: ToggleProps) {
  const isAll = !wantsFeed && tag === undefined;
  return (
    <nav class="feed-toggle" aria-label="Lists">
      {signedIn && <Tab href={FEED} active={wantsFeed} text="Your Feed" />}
      <Tab href="/" active={isAll} text="Global Feed" />
      {tag !== undefined && <Tab href={tagLink(tag)} active text={`# ${tag}`} />}
    </nav>
  );
}

function Tab({ href, active, text }: { href: string; active: boolean; text: string }) {
  return (
    <a class={`nav-link ${active ? 'active' : ''}`} href={href} aria-current={active ? 'page' : undefined}>
      {text}
    </a>
  );
}

function Feed({ tag, wantsFeed, page }: { tag: string | undefined; wantsFeed: boolean; page: number }) {
  const filter: ListFilter =
    tag !== undefined ? { kind: 'tag', value: tag } : { kind: wantsFeed ? 'feed' : 'all' };
  const base = tag !== undefined ? tagLink(tag) : wantsFeed ? FEED : '/';
  const empty = wantsFeed ? (
    <>
      <p>Your feed is empty.</p>
      <p>
        Follow people to read their articles here. <a href="/">Find some in the global feed.</a>
      </p>
    </>
  ) : (
    <p>No articles are here… yet.</p>
  );
  return <ArticleList filter={filter} page={page} base={base} empty={empty} />;
}
