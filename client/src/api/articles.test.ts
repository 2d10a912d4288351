import { expect, it } from 'vitest';
import { listPath } from './articles';

it.each([
  [{ kind: 'all' } as const, 1, '/articles?limit=10&offset=0'],
  [{ kind: 'feed' } as const, 2, '/articles/feed?limit=10&offset=10'],
  [{ kind: 'tag', value: 'c++ & co' } as const, 1, '/articles?tag=c%2B%2B%20%26%20co&limit=10&offset=0'],
  [{ kind: 'author', value: 'a/b' } as const, 3, '/articles?author=a%2Fb&limit=10&offset=20'],
])('asks for a page of %o', (filter, page, path) => {
  expect(listPath(filter, page)).toBe(path);
});
