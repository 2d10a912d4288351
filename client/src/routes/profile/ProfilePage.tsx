import { getProfile, profilePath } from '../../api/profiles';
import type { Profile } from '../../api/types';
import { ArticleList } from '../../lib/list/ArticleList';
import { Avatar } from '../../lib/Avatar';
import { FollowButton, useFollow } from '../../lib/FollowButton';
import { Icon } from '../../lib/Icon';
import { takeInitial } from '../../lib/initial-data';
import { favoritesLink, pageNumber, profileLink } from '../../lib/links';
import { Failure } from '../../lib/Notice';
import type { PageProps } from '../../lib/router';
import { useResource } from '../../lib/resource';
import { useSession } from '../../lib/session';
import { useTitle } from '../../lib/title';

export default function ProfilePage({ path, query, params: { username = '' } }: PageProps) {
  const showsFavorites = path.endsWith('/favorites') && path !== profileLink(username);
  const profile = useResource(
    profilePath(username),
    () => getProfile(username),
    () => takeInitial('profile'),
  );
  useTitle(username);

  if (profile.status === 'failed') {
    const missing = profile.error.kind === 'http' && profile.error.status === 404;
    return (
      <div class="profile-page container narrow">
        <h1>{missing ? 'There is no such user' : 'This profile could not be loaded'}</h1>
        {missing ? (
          <p>
            Nobody here is called <bdi>{username}</bdi>. They may have changed their name.
          </p>
        ) : (
          <Failure error={profile.error} retry={profile.retry} />
        )}
      </div>
    );
  }
  return (
    <div class="profile-page">
      {profile.status === 'ready' ? (
        <Card profile={profile.data} onChange={data => profile.change(() => data)} />
      ) : (
        <div class="user-card" role="status">
          <span class="sr-only">Loading profile…</span>
        </div>
      )}
      <div class="container profile-articles">
        <nav class="feed-toggle" aria-label="Lists">
          <Tab href={profileLink(username)} active={!showsFavorites} text="Articles" />
          <Tab href={favoritesLink(username)} active={showsFavorites} text="Favorited" />
        </nav>
        <ArticleList
          filter={{ kind: showsFavorites ? 'favorited' : 'author', value: username }}
          page={pageNumber(query['page'])}
          base={showsFavorites ? favoritesLink(username) : profileLink(username)}
          empty={
            <p>
              <bdi>{username}</bdi>{' '}
              {showsFavorites ? 'has no favourites yet.' : 'has not published anything yet.'}
            </p>
          }
        />
      </div>
    </div>
  );
}

function Tab({ href, active, text }: { href: string; active: boolean; text: string }) {
  return (
    <a class={`nav-link ${active ? 'active' : ''}`} href={href} aria-current={active ? 'page' : undefined}>
      {text}
    </a>
  );
}

function Card({ profile, onChange }: { profile: Profile; onChange: (profile: Profile) => void }) {
  const follow = useFollow(profile, onChange);
  const { state, user } = useSession();
  const isOwn = user?.username === profile.username;
  return (
    <header class="user-card user-info">
      <Avatar image={profile.image} class="user-img" size={100} />
      <h4 role="heading" aria-level={1} dir="auto">
        {profile.username}
      </h4>
      <p dir="auto">{profile.bio}</p>
      {isOwn ? (
        <a class="btn btn-sm btn-outline" href="/settings">
          <Icon name="gear" />
          Edit Profile Settings
        </a>
      ) : (
        state !== 'loading' && <FollowButton follow={follow} />
      )}
    </header>
  );
}
