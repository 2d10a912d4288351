import type { ComponentChildren } from 'preact';
import { Avatar } from './Avatar';
import { Icon } from './Icon';
import { profileLink } from './links';
import { place } from './router';
import { useSession } from './session';
import { useStore } from './store';
import { toggleTheme } from './theme';

export function Navbar() {
  return (
    <nav class="navbar" aria-label="Site">
      <div class="container">
        <a class="navbar-brand" href="/">
          conduit
        </a>
        <ul class="navbar-nav">
          <Item href="/">Home</Item>
          <Account />
          <li class="nav-item">
            <button
              type="button"
              class="btn-icon"
              title="Light or dark"
              aria-label="Switch theme"
              onClick={toggleTheme}
            >
              <Icon name="moon" />
            </button>
          </li>
        </ul>
      </div>
    </nav>
  );
}

function Account() {
  const { state, user } = useSession();
  switch (state) {
    case 'unauthenticated':
      return (
        <>
          <Item href="/login">Sign in</Item>
          <Item href="/register">Sign up</Item>
        </>
      );
    case 'loading':
      return null;
    case 'unavailable':
      return (
        <li class="nav-item">
          <span class="hint" role="status">
            Connecting…
          </span>
        </li>
      );
    case 'authenticated':
  }
  const { username, image } = user;
  return (
    <>
      <Item href="/editor">
        <Icon name="pen" />
        <span class="wide">New Article</span>
      </Item>
      <Item href="/settings">
        <Icon name="gear" />
        <span class="wide">Settings</span>
      </Item>
      <Item href={profileLink(username)}>
        <Avatar image={image} class="user-pic" size={26} />
        <bdi class="wide">{username}</bdi>
      </Item>
    </>
  );
}

function Item({ href, children }: { href: string; children: ComponentChildren }) {
  const active = useStore(place)?.path === href;
  return (
    <li class="nav-item">
      <a class={`nav-link ${active ? 'active' : ''}`} href={href} aria-current={active ? 'page' : undefined}>
        {children}
      </a>
    </li>
  );
}
