import { describe, expect, it } from 'vitest';
import { formatEdit, formatOfKey, type Format } from './format';

/** `text` marks the selection with [ and ]; so does what comes back. */
function apply(text: string, kind: Format): string {
  const start = text.indexOf('[');
  const end = text.indexOf(']') - 1;
  const plain = text.replace('[', '').replace(']', '');
  const { insert, from, to, select } = formatEdit(plain, start, end, kind);
  const marked = `${insert.slice(0, select[0])}[${insert.slice(...select)}]${insert.slice(select[1])}`;
  return plain.slice(0, from) + marked + plain.slice(to);
}

describe('formatEdit', () => {
  it.each([
    ['a [b] c', 'bold', 'a **[b]** c'],
    ['a [b] c', 'italic', 'a _[b]_ c'],
    ['a [b] c', 'code', 'a `[b]` c'],
    ['a [] c', 'bold', 'a **[]** c'],
    ['a **[b]** c', 'bold', 'a [b] c'],
    ['[a\nb]', 'code', '```\n[a\nb]\n```'],
  ] as const)('turns %j with %s into %j', (before, kind, after) => {
    expect(apply(before, kind)).toBe(after);
  });

  it('selects what is left to type of a link', () => {
    const address = formatEdit('see here', 4, 8, 'link');
    expect(address).toMatchObject({ insert: '[here](url)', select: [7, 10] });
    const words = formatEdit('https://a.example', 0, 17, 'link');
    expect(words).toMatchObject({ insert: '[](https://a.example)', select: [1, 1] });
  });
});

describe('formatOfKey', () => {
  const press = (key: string, keys = {}) =>
    formatOfKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...keys });

  it('listens to Ctrl and ⌘', () => {
    expect(press('b', { ctrlKey: true })).toBe('bold');
    expect(press('K', { metaKey: true })).toBe('link');
  });

  it('leaves all else to the browser', () => {
    expect(press('b')).toBeUndefined();
    expect(press('s', { ctrlKey: true })).toBeUndefined();
    expect(press('i', { ctrlKey: true, shiftKey: true })).toBeUndefined();
  });
});
