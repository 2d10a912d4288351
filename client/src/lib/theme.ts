// Light or dark: the system's choice until the reader makes one. boot.js applies it before the first paint.
import { write } from './storage';

const dark = matchMedia('(prefers-color-scheme: dark)');

export function toggleTheme(): void {
  const { dataset } = document.documentElement;
  const isDark = dataset['theme'] ? dataset['theme'] === 'dark' : dark.matches;
  const next = isDark ? 'light' : 'dark';
  dataset['theme'] = next;
  write('theme', next);
}
