const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });

/** "3 hours ago"; "just now" below a minute, and for clocks that run ahead of ours. */
export function relativeTime(time: string, now = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000;
  const step = STEPS.find(([, size]) => seconds >= size);
  return step ? relative.format(-Math.floor(seconds / step[1]), step[0]) : 'just now';
}

export const exactTime = (time: string) => exact.format(new Date(time));

const WORDS_PER_MINUTE = 230;
const CHARACTERS_PER_MINUTE = 500;

/** Minutes to read a text. Scripts written without spaces are counted by character. */
export function readingMinutes(text: string): number {
  const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
  const characters = text.match(dense)?.length ?? 0;
  const words = text.replace(dense, ' ').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE));
}
