// Runs before the first paint, as a classic script (see vite/boot-script.ts).

// A reader who chose a theme in lib/theme.ts never sees the other one flash by.
try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is barred: the system's theme it is.
}

// The page's own code is asked for along with the entry's, not after it. The build fills in where it is.
for (const href of '__PAGE_CHUNKS__'[location.pathname.split('/')[1]] ?? []) {
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = href;
  document.head.append(link);
}
