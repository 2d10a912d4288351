import { describe, expect, it } from 'vitest';
import { matchRoute } from './routes';

describe('matchRoute', () => {
  it.each([
    ['/', 'home', {}],
    ['/tag/c%2B%2B', 'home', { tag: 'c++' }],
    ['/article/a-slug', 'article', { slug: 'a-slug' }],
    ['/article/a-slug/', 'article', { slug: 'a-slug' }],
    ['/profile/a%2Fb', 'profile', { username: 'a/b' }],
    ['/profile/favorites', 'profile', { username: 'favorites' }],
    ['/profile/Zo%C3%AB%20K/favorites', 'profile', { username: 'Zoë K' }],
    ['/editor', 'editor', {}],
    ['/editor/a-slug', 'editor', { slug: 'a-slug' }],
    ['/register', 'auth', {}],
  ])('finds the page at %s', (path, name, params) => {
    expect(matchRoute(path)).toEqual({ name, params });
  });

  it.each(['/article', '/article/a/b', '/nowhere', '/Editor', '/profile/%zz', '/feed.xml'])(
    'finds no page at %s',
    path => {
      expect(matchRoute(path)).toBeUndefined();
    },
  );
});
