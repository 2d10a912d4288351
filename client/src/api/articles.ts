import { encode, request, requestNothing, requestWhole } from './client';
import type { Article, ArticleList, NewArticle } from './types';

export const PAGE_SIZE = 10;
/** The API skips 10 000 articles at most. */
export const LAST_PAGE = 10_000 / PAGE_SIZE + 1;

/** Which list: the articles of the people one follows, or all that pass a filter. */
export type ListFilter =
  { kind: 'feed' } | { kind: 'all' } | { kind: 'tag' | 'author' | 'favorited'; value: string };

/** The path of one page of a list; it also names the page in caches. */
export function listPath(filter: ListFilter, page: number): string {
  const paging = `limit=${PAGE_SIZE}&offset=${(page - 1) * PAGE_SIZE}`;
  switch (filter.kind) {
    case 'feed':
      return `/articles/feed?${paging}`;
    case 'all':
      return `/articles?${paging}`;
    case 'tag':
    case 'author':
    case 'favorited':
      return `/articles?${filter.kind}=${encode(filter.value)}&${paging}`;
  }
}

export const articlePath = (slug: string) => `/articles/${encode(slug)}`;

export const listArticles = (path: string) => requestWhole<ArticleList>(path, 'articles');

export const getArticle = (slug: string) => request<Article>('GET', articlePath(slug), 'article');

export const createArticle = (article: NewArticle) =>
  request<Article>('POST', '/articles', 'article', { article });

export const updateArticle = (slug: string, article: NewArticle) =>
  request<Article>('PUT', articlePath(slug), 'article', { article });

export const deleteArticle = (slug: string) => requestNothing('DELETE', articlePath(slug));

export const setFavorite = (slug: string, on: boolean) =>
  request<Article>(on ? 'POST' : 'DELETE', `${articlePath(slug)}/favorite`, 'article');

export const listTags = () => request<string[]>('GET', '/tags', 'tags');

export const renderMarkdown = (markdown: string) =>
  request<string>('POST', '/markdown', 'html', { markdown });
