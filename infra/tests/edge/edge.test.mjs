// The edge of the plan (EDGE_PLAN), in front of a small server and a folder of files.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createEdge, matches, readPlan, rewriter, timeToLive } from './edge.mjs';

const plan = JSON.parse(readFileSync(process.env.EDGE_PLAN, 'utf8'));
const files = mkdtempSync(join(tmpdir(), 'edge-'));
let clock = 0, seen = [], origin, edge, base;

before(async () => {
  mkdirSync(join(files, 'assets'));
  writeFileSync(join(files, 'index.html'), '<!doctype html><title>client</title>');
  writeFileSync(join(files, 'assets/app-1a2b.js'), 'export {}');
  writeFileSync(join(files, 'favicon.svg'), '<svg/>');
  origin = createServer((request, response) => {
    seen.push(request);
    const who = request.headers.authorization ?? 'anonymous';
    response.setHeader('content-type', 'application/json');
    if (request.url.includes('/none')) response.statusCode = 404;
    // A careless server: it lets every answer be shared.
    response.setHeader('cache-control', 'public, s-maxage=60');
    response.end(JSON.stringify({ url: request.url, who }));
  }).listen(0, '127.0.0.1');
  await new Promise(done => origin.once('listening', done));
  edge = createEdge(plan, `http://127.0.0.1:${origin.address().port}`, files, () => clock).listen(0, '127.0.0.1');
  await new Promise(done => edge.once('listening', done));
  base = `http://127.0.0.1:${edge.address().port}`;
});
after(() => { origin.close(); edge.close(); });

const get = (path, headers = {}, method = 'GET') => fetch(base + path, { headers, method, redirect: 'manual' });

test('deep links become index.html, files and their absence stay what they are', () => {
  const rewrite = rewriter(readPlan(plan).function);
  for (const path of ['/login', '/register', '/settings', '/editor', '/editor/my-article', '/editor/node.js-tips', '/a/b/c', '/login/']) {
    assert.equal(rewrite(path), '/index.html', path);
  }
  for (const path of ['/favicon.svg', '/manifest.webmanifest', '/assets/none-DEAD.js', '/index.html', '/.well-known/security.txt']) {
    assert.equal(rewrite(path), path, path);
  }
});

test('paths match as CloudFront matches them', () => {
  assert.ok(matches('/api/*', '/api/articles/x') && !matches('/api/*', '/apix') && matches('/', '/') && !matches('/', '/login'));
});

test('D01: an unknown article of the API stays a JSON 404', async () => {
  const answer = await get('/api/articles/none');
  assert.equal(answer.status, 404);
  assert.match(answer.headers.get('content-type'), /json/);
});

test('D01: a deep link of the client is 200 HTML from the files', async () => {
  const answer = await get('/editor/x');
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /client/);
  assert.equal(answer.headers.get('cache-control'), 'no-cache');
});

test('D02: a missing asset is 404, never a page; types and nosniff are set', async () => {
  const missing = await get('/assets/none-DEAD.js');
  assert.equal(missing.status, 404);
  assert.doesNotMatch(missing.headers.get('content-type'), /html/);
  const script = await get('/assets/app-1a2b.js');
  assert.match(script.headers.get('content-type'), /javascript; charset=utf-8/);
  assert.equal(script.headers.get('x-content-type-options'), 'nosniff');
  assert.match(script.headers.get('content-security-policy'), /default-src 'none'/);
});

test('D05: every query is its own answer', async () => {
  const answers = await Promise.all(['?limit=2&offset=0', '?limit=2&offset=2', '?tag=x', ''].map(async query => (await (await get(`/api/articles${query}`)).json()).url));
  assert.deepEqual(answers, ['/api/articles?limit=2&offset=0', '/api/articles?limit=2&offset=2', '/api/articles?tag=x', '/api/articles']);
});

test('an answer is shared between readers without token, and with no one who has another', async () => {
  const first = await get('/api/user?shared');
  assert.equal(first.headers.get('x-cache'), 'Miss from cloudfront');
  assert.equal((await get('/api/user?shared')).headers.get('x-cache'), 'Hit from cloudfront');
  for (const who of ['Token a', 'Token b']) assert.equal((await (await get('/api/user?shared', { authorization: who })).json()).who, who);
  assert.equal((await (await get('/api/user?shared')).json()).who, 'anonymous');
});

test('nothing is kept longer than five minutes', async () => {
  await get('/api/tags');
  clock += 61_000;
  assert.equal((await get('/api/tags')).headers.get('x-cache'), 'Miss from cloudfront');
  assert.equal(timeToLive(readPlan(plan).policies.server, 's-maxage=86400'), 300);
  assert.equal(timeToLive(readPlan(plan).policies.server, 'private, no-store'), 0);
  assert.equal(timeToLive(readPlan(plan).policies.server, ''), 0);
});

test('D08: forged proxy headers, cookies and the host do not pass, the secret does', async () => {
  seen = [];
  await get('/api/articles?forged', { cookie: 'a=b', 'x-forwarded-host': 'evil.example', forwarded: 'for=1.2.3.4', 'x-forwarded-for': '1.2.3.4', 'x-origin-secret': 'guess' });
  const { headers } = seen[0];
  assert.equal(headers.cookie ?? headers['x-forwarded-host'] ?? headers.forwarded, undefined);
  assert.match(headers['x-forwarded-for'], /^1\.2\.3\.4, .+, 127\.0\.0\.1$/);
  assert.notEqual(headers['x-origin-secret'], 'guess');
  assert.ok(headers['x-origin-secret'].length >= 48);
});

test('writes go to the API alone and are never kept', async () => {
  assert.equal((await get('/api/articles', {}, 'POST')).headers.get('x-cache'), 'Miss from cloudfront');
  assert.equal((await get('/api/articles', {}, 'POST')).headers.get('x-cache'), 'Miss from cloudfront');
  assert.equal((await get('/login', {}, 'POST')).status, 403);
  assert.equal((await get('/article/x', {}, 'DELETE')).status, 403);
});

test('pages, feeds and the map of the site are the server’s', async () => {
  for (const path of ['/', '/article/x', '/profile/ann', '/tag/go', '/feed.xml', '/sitemap.xml', '/robots.txt', '/version']) {
    seen = [];
    await get(path);
    assert.equal(seen.length, 1, path);
  }
});

test('the client’s files are served while the server is down', async () => {
  const alone = createEdge(plan, 'http://127.0.0.1:1', files, () => clock).listen(0, '127.0.0.1');
  await new Promise(done => alone.once('listening', done));
  const at = path => fetch(`http://127.0.0.1:${alone.address().port}${path}`);
  assert.equal((await at('/login')).status, 200);
  assert.equal((await at('/assets/app-1a2b.js')).status, 200);
  assert.equal((await at('/api/tags')).status, 502);
  alone.close();
});
