// A script that must run before the first paint cannot be a module, for modules are deferred, and Vite leaves
// classic scripts alone. This gives boot.js what bundled files get: minified, and a hash in its name, hence a year
// in caches. It also tells it where each page's chunks are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minifySync, type Plugin, type Rolldown } from 'vite';

const REFERENCE = '<script src="/src/boot.js"></script>';
const PLACEHOLDER = '<!--boot-->';
const CHUNKS = "'__PAGE_CHUNKS__'";

/** `routes` maps paths to the folder of their page in src/routes; the first part of a path tells them apart. */
export function bootScript(routes: readonly (readonly [path: string, folder: string])[]): Plugin {
  let source = '';
  let fileName = '';
  return {
    name: 'boot-script',
    apply: 'build',
    enforce: 'pre',
    configResolved(config) {
      source = readFileSync(join(config.root, 'src/boot.js'), 'utf8');
      if (!source.includes(CHUNKS)) throw new Error(`boot.js lacks ${CHUNKS}`);
    },
    generateBundle(_, bundle) {
      const chunks = routes.map(([path, folder]) => [path.split('/')[1], chunksOf(folder, bundle)]);
      const filled = source.replace(CHUNKS, JSON.stringify(Object.fromEntries(chunks)));
      const { code } = minifySync('boot.js', filled);
      fileName = this.getFileName(this.emitFile({ type: 'asset', name: 'boot.js', source: code }));
    },
    transformIndexHtml: {
      order: 'post',
      handler: html => html.replace(PLACEHOLDER, `<script src="/${fileName}"></script>`),
    },
  };
}

/** Vite warns of classic scripts it cannot bundle, so this one is out of its sight meanwhile. */
export function hideBootScript(): Plugin {
  return {
    name: 'boot-script:hide',
    apply: 'build',
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        if (!html.includes(REFERENCE)) throw new Error(`index.html lacks ${REFERENCE}`);
        return html.replace(REFERENCE, PLACEHOLDER);
      },
    },
  };
}

/** The page's chunk and what it imports, without what every page has from the entry. */
function chunksOf(folder: string, bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter(file => file.type === 'chunk');
  const closure = (file: Rolldown.OutputChunk): string[] => [
    file.fileName,
    ...file.imports.flatMap(name => {
      const imported = chunks.find(chunk => chunk.fileName === name);
      return imported ? closure(imported) : [];
    }),
  ];
  const entry = new Set(chunks.filter(chunk => chunk.isEntry).flatMap(closure));
  const page = chunks.find(chunk => chunk.facadeModuleId?.includes(`/src/routes/${folder}/`));
  if (!page) throw new Error(`no chunk for src/routes/${folder}`);
  return [...new Set(closure(page))].filter(name => !entry.has(name)).map(name => `/${name}`);
}
