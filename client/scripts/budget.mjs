// What the first visit to a page costs, in gzipped bytes of the production build, against the budget.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LIMITS = { js: 18_000, css: 4_000 };

const build = fileURLToPath(new URL('../../build/client/', import.meta.url));
const read = file => readFileSync(build + file, 'utf8');
const size = file => gzipSync(read(file), { level: 9 }).length;
const sum = files => [...files].reduce((total, file) => total + size(file), 0);

const html = read('index.html');
const assets = readdirSync(`${build}assets`).map(name => `assets/${name}`);
const styles = assets.filter(file => file.endsWith('.css'));
const scripts = [...html.matchAll(/<script[^>]* src="\/([^"]+)"/g)].map(match => match[1]);
const pages = assets.filter(file => /\/\w+Page-[^/]+\.js$/.test(file));
if (scripts.length !== 2 || pages.length < 6) throw new Error('the build does not look as expected');

/** A chunk and all it imports statically. */
function closure(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of read(file).matchAll(/(?:from|import)\s*[`'"]\.\/([^`'"]+)[`'"]/g)) {
    closure(`assets/${name}`, found);
  }
  return found;
}

let failed = false;
function report(what, bytes, limit) {
  const over = bytes > limit;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '} ${String(bytes).padStart(6)} of ${limit}  ${what}`);
}

for (const page of pages) {
  const files = new Set([...scripts, page].flatMap(file => [...closure(file)]));
  report(`JS  ${page.replace(/^assets\/(\w+).*/, '$1')}`, sum(files), LIMITS.js);
}
report('CSS', sum(styles), LIMITS.css);
if (failed) process.exit(1);
