// The addresses of the site's pages. Names and tags may hold any character, so they are always encoded.
import { LAST_PAGE } from '../api/articles';

const encode = encodeURIComponent;

export const articleLink = (slug: string) => `/article/${encode(slug)}`;
export const editorLink = (slug: string) => `/editor/${encode(slug)}`;
export const profileLink = (username: string) => `/profile/${encode(username)}`;
export const favoritesLink = (username: string) => `${profileLink(username)}/favorites`;
export const tagLink = (tag: string) => `/tag/${encode(tag)}`;

/** Page `page` of a list at `base`; the first page has no parameter. */
export function pageLink(base: string, page: number): string {
  if (page <= 1) return base;
  return `${base}${base.includes('?') ? '&' : '?'}page=${page}`;
}

/** The number in `?page=N`; 1 for anything that is none. */
export function pageNumber(value: string | undefined): number {
  return /^[1-9]\d*$/.test(value ?? '') ? Math.min(Number(value), LAST_PAGE) : 1;
}

/** The sign-in page, which leads back to where one was. */
export const loginLink = (next = location.pathname + location.search) => `/login?next=${encode(next)}`;

/** A `next` parameter as a path of this site: never a way off it. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith('/')) return '/';
  try {
    const url = new URL(next, location.origin);
    return url.origin === location.origin ? url.pathname + url.search + url.hash : '/';
  } catch {
    return '/';
  }
}
