// What the server put into the page along with its address, so that the first render needs no request. It is what
// an anonymous reader gets, and true for the address the page was loaded from only.
import type { Article, ArticleList, Comment, Profile } from '../api/types';
import { token } from './token';

interface InitialData {
  path: string;
  articles?: ArticleList;
  tags?: string[];
  article?: Article;
  comments?: Comment[];
  profile?: Profile;
}

const data = parse(document.getElementById('initial-data')?.textContent);

function parse(text: string | undefined): InitialData | undefined {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as InitialData;
  } catch {
    return undefined;
  }
}

/** Takes one part of the data, if it is there and holds for the page being shown. It is given out once. */
export function takeInitial<K extends Exclude<keyof InitialData, 'path'>>(
  part: K,
): InitialData[K] | undefined {
  if (!data || token.value !== null || data.path !== location.pathname + location.search) return undefined;
  const value = data[part];
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a second visit has to ask the server
  delete data[part];
  return value;
}
