// What is being written, kept in the browser until it is published: one draft for each article and writer, and one
// for a new article. Where storage is barred or full, drafts live as long as the tab and leaving it is warned of.
import { session } from '../session';
import { read, write } from '../storage';

export interface Draft {
  title: string;
  description: string;
  body: string;
  tagList: string[];
}

export interface StoredDraft extends Draft {
  savedAt: number;
  /** `updatedAt` of the article the draft began from. */
  base?: string;
}

const inMemory = new Map<string, string>();

/** The key of a draft. Taken once when the editor opens: the session may end while it is open. */
export function draftKey(slug: string | undefined, username = session.value.user?.username): string {
  return `draft:${username ?? ''}:${slug ?? ''}`;
}

export function readDraft(key: string): StoredDraft | null {
  const text = inMemory.get(key) ?? read(key);
  if (!text) return null;
  try {
    return JSON.parse(text) as StoredDraft;
  } catch {
    return null;
  }
}

/** False if the draft will not outlive this tab. */
export function writeDraft(key: string, draft: Draft, base?: string): boolean {
  const { title, description, body, tagList } = draft;
  const stored = { title, description, body, tagList, savedAt: Date.now(), ...(base ? { base } : {}) };
  const text = JSON.stringify(stored);
  const safe = write(key, text);
  if (safe) inMemory.delete(key);
  else inMemory.set(key, text);
  return safe;
}

export function clearDraft(key: string): void {
  inMemory.delete(key);
  write(key, null);
}

export function sameText(a: Draft, b: Draft): boolean {
  return (
    a.title === b.title &&
    a.description === b.description &&
    a.body === b.body &&
    a.tagList.join('\n') === b.tagList.join('\n')
  );
}
