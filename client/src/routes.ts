// Which page stands at which address. Every page is a chunk of its own, so that no reader loads another page's code.
// The build reads this table too: boot.js asks for the right chunk before anything else runs.
export const routes = [
  ['/', 'home'],
  ['/tag/:tag', 'home'],
  ['/article/:slug', 'article'],
  ['/profile/:username', 'profile'],
  ['/profile/:username/favorites', 'profile'],
  ['/editor', 'editor'],
  ['/editor/:slug', 'editor'],
  ['/settings', 'settings'],
  ['/login', 'auth'],
  ['/register', 'auth'],
] as const;

export type PageName = (typeof routes)[number][1];

export interface Match {
  name: PageName;
  params: Record<string, string>;
}

/** The page at `path` with the variable parts of the path; undefined where there is none. */
export function matchRoute(path: string): Match | undefined {
  const parts = decodeParts(path);
  for (const [pattern, name] of routes) {
    const wanted = pattern.split('/').filter(Boolean);
    if (parts?.length !== wanted.length) continue;
    const fits = wanted.every((part, i) => part.startsWith(':') || part === parts[i]);
    if (!fits) continue;
    const params = wanted.flatMap((part, i) =>
      part.startsWith(':') ? [[part.slice(1), parts[i] ?? '']] : [],
    );
    return { name, params: Object.fromEntries(params) as Record<string, string> };
  }
  return undefined;
}

function decodeParts(path: string): string[] | undefined {
  try {
    // Decoded after splitting: a name may hold an encoded slash.
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
