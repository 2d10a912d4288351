import { describe, expect, it } from 'vitest';
import { readingMinutes, relativeTime } from './time';

const now = Date.parse('2026-06-15T12:00:00.000Z');

describe('relativeTime', () => {
  it.each([
    ['2026-06-15T12:00:05.000Z', 'just now'],
    ['2026-06-15T11:59:01.000Z', 'just now'],
    ['2026-06-15T11:59:00.000Z', '1 minute ago'],
    ['2026-06-15T10:30:00.000Z', '1 hour ago'],
    ['2026-06-14T12:00:00.000Z', 'yesterday'],
    ['2026-06-11T12:00:00.000Z', '4 days ago'],
    ['2026-06-01T12:00:00.000Z', '2 weeks ago'],
    ['2024-06-01T12:00:00.000Z', '2 years ago'],
  ])('says of %s: %s', (time, text) => {
    expect(relativeTime(time, now)).toBe(text);
  });
});

describe('readingMinutes', () => {
  it('is never below a minute', () => {
    expect(readingMinutes('')).toBe(1);
    expect(readingMinutes('Two words')).toBe(1);
  });

  it('counts words', () => {
    expect(readingMinutes("don't ".repeat(2300))).toBe(10);
  });

  it('counts characters where words have no spaces', () => {
    expect(readingMinutes('吾輩は猫である。'.repeat(250))).toBeGreaterThanOrEqual(3);
  });
});
