import type { Plugin } from 'vite';

/**
 * Vite wraps every import() to preload what the chunk imports. boot.js and the router's prefetching do that here,
 * and a page's chunk has one or two imports at most: the wrapper would cost more bytes than it saves time.
 */
export function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      return id.includes('vite/preload-helper') ? 'export const __vitePreload = load => load();' : undefined;
    },
  };
}
