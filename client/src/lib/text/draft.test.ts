import { beforeEach, expect, it, vi } from 'vitest';
import { clearDraft, draftKey, readDraft, sameText, writeDraft } from './draft';

const draft = { title: 'T', description: 'D', body: 'B', tagList: ['a'] };

beforeEach(() => localStorage.clear());

it('keeps drafts apart by writer and article', () => {
  const keys = [
    draftKey(undefined, 'ann'),
    draftKey('a-slug', 'ann'),
    draftKey(undefined, 'bob'),
    draftKey('a-slug', 'bob'),
  ];
  expect(new Set(keys).size).toBe(4);
});

it('gives back what was written, until it is cleared', () => {
  const key = draftKey('s', 'ann');
  expect(writeDraft(key, draft, 'v1')).toBe(true);
  expect(readDraft(key)).toMatchObject({ ...draft, base: 'v1' });
  clearDraft(key);
  expect(readDraft(key)).toBeNull();
});

it('holds on to the text when storage is full, and says that it will not last', () => {
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const key = draftKey(undefined, 'ann');
  expect(writeDraft(key, draft)).toBe(false);
  expect(readDraft(key)).toMatchObject(draft);
  full.mockRestore();
  clearDraft(key);
});

it('is not upset by what others left under its key', () => {
  localStorage.setItem(draftKey(undefined, 'ann'), 'not JSON');
  expect(readDraft(draftKey(undefined, 'ann'))).toBeNull();
});

it('compares what will be published', () => {
  expect(sameText(draft, { ...draft })).toBe(true);
  expect(sameText(draft, { ...draft, tagList: [] })).toBe(false);
  expect(sameText(draft, { ...draft, body: 'B ' })).toBe(false);
});
