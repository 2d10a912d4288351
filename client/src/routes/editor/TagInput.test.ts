import { expect, it } from 'vitest';
import { withTag } from './TagInput';

it('adds a tag, trimmed and once', () => {
  expect(withTag(['a'], ' b ')).toEqual(['a', 'b']);
  expect(withTag(['a'], 'a')).toEqual(['a']);
  expect(withTag(['a'], '  ')).toEqual(['a']);
});
