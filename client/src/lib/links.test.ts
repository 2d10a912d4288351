import { describe, expect, it } from 'vitest';
import { loginLink, pageLink, pageNumber, profileLink, safeNext, tagLink } from './links';

describe('links', () => {
  it('encode what people may call themselves and their tags', () => {
    expect(profileLink('a/b c')).toBe('/profile/a%2Fb%20c');
    expect(tagLink('c++')).toBe('/tag/c%2B%2B');
  });

  it('leave the page out of the first page’s address', () => {
    expect(pageLink('/', 1)).toBe('/');
    expect(pageLink('/', 2)).toBe('/?page=2');
    expect(pageLink('/?feed=following', 2)).toBe('/?feed=following&page=2');
  });

  it.each([
    [undefined, 1],
    ['2', 2],
    ['0', 1],
    ['-1', 1],
    ['1e3', 1],
    ['0x10', 1],
    ['9999999', 1001],
  ])('read page %s as %i', (text, number) => {
    expect(pageNumber(text)).toBe(number);
  });
});

describe('safeNext', () => {
  it.each([
    ['/editor', '/editor'],
    ['/article/x?a=b#c', '/article/x?a=b#c'],
  ])('keeps %s', (next, path) => {
    expect(safeNext(next)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'editor',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
  ])('goes home instead of to %s', next => {
    expect(safeNext(next)).toBe('/');
  });

  it('is what loginLink leads back with', () => {
    const next = new URL(loginLink('/profile/a%2Fb?page=2'), location.origin).searchParams.get('next');
    expect(safeNext(next ?? undefined)).toBe('/profile/a%2Fb?page=2');
  });
});
