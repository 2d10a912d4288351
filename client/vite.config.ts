import { defineConfig } from 'vitest/config';
import { routes } from './src/routes.ts';
import { bootScript, hideBootScript } from './vite/boot-script.ts';
import { plainImports } from './vite/plain-imports.ts';
import { precompress } from './vite/precompress.ts';

// What every page needs is one file: what lies directly in src/, api/ and lib/. The folders of lib/ are shared by
// some pages only, and become chunks of their own like the pages.
const core = /node_modules|src.([^/]+|api.[^/]+|lib.[^/]+|routes.not-found.+)$/;

export default defineConfig({
  plugins: [hideBootScript(), bootScript(routes), plainImports(), precompress()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../build/client',
    emptyOutDir: true,
    target: 'es2022',
    // light-dark() and all else the stylesheet uses, as it is.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // One stylesheet of a few kilobytes serves every page, so none waits for a second one.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'core', test: core }] } } },
  },
  server: {
    port: 5173,
    proxy: {
      '^/api/|[.](atom|xml|txt)$': { target: process.env['CONDUIT_API'] ?? 'http://localhost:8080' },
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
});
