// Writes build/api/: the contract as JSON, and the page at /api/docs with the viewer it needs. Text files get a
// gzip-coded copy beside them, so that the server compresses nothing at run time.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '..', 'build', 'api');
const viewer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'docs'), { recursive: true });

writeFileSync(join(out, 'openapi.json'), JSON.stringify(parse(readFileSync(join(here, 'openapi.yml'), 'utf8'))));
for (const file of ['index.html', 'start.js']) copyFileSync(join(here, 'docs', file), join(out, 'docs', file));
for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css'])
  // The viewer's source maps are not served; without this line browsers would ask for them.
  writeFileSync(join(out, 'docs', file), readFileSync(join(viewer, file), 'utf8').replace(/\n?\/[/*]# sourceMappingURL=.*/, ''));

for (const file of ['openapi.json', 'docs/swagger-ui-bundle.js', 'docs/swagger-ui.css'])
  writeFileSync(join(out, `${file}.gz`), gzipSync(readFileSync(join(out, file)), { level: 9 }));
