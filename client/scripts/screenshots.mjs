// Takes a picture of every page, in both themes, on a phone and on a desk: `npm run screenshots [name…]`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium as playwright } from '@playwright/test';
import { chromium } from './browser.mjs';
import { startServer } from './server.mjs';

const out = process.env.SCREENSHOTS ?? fileURLToPath(new URL('../../build/screenshots', import.meta.url));
const wanted = process.argv.slice(2);
const viewports = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

const draft = `## What a preview is for

One writes in *Markdown* and sees **what readers will see**.

- on a wide screen, side by side
- on a phone, one at a time

\`\`\`sh
make run   # http://localhost:8080
\`\`\`
`;

/** name → [signed in?, path, what to do once it is open] */
const pages = {
  home: [false, '/'],
  'home-signed-in': [true, '/'],
  'feed-empty': [true, '/?feed=following'],
  tag: [false, '/tag/programming'],
  article: [false, ({ article }) => `/article/${article}`],
  'article-own': [true, ({ own }) => `/article/${own}`],
  'article-missing': [false, '/article/there-is-none'],
  profile: [false, '/profile/johndoe'],
  'profile-own': [true, ({ username }) => `/profile/${username}`],
  favorites: [false, '/profile/amara/favorites'],
  login: [false, '/login'],
  'login-error': [
    false,
    '/login',
    async page => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('.error-messages').waitFor();
    },
  ],
  register: [false, '/register'],
  settings: [true, '/settings'],
  editor: [
    true,
    '/editor',
    async page => {
      await page.fill('[name=title]', 'How this editor works');
      await page.fill('input[name=description]', 'A look at drafts, previews and tags');
      await page.fill('[name=body]', draft);
      for (const tag of ['writing', 'markdown']) {
        await page.fill('[placeholder="Enter tags"]', tag);
        await page.press('[placeholder="Enter tags"]', 'Enter');
      }
      await page.locator('.preview h2').waitFor({ state: 'attached' });
    },
  ],
  'not-found': [false, '/nothing/here'],
  'home-failed': [
    true,
    '/',
    async page => {
      await page.route('**/api/**', route => route.abort());
      await page.reload();
      await page.locator('.empty-feed-message').waitFor();
    },
  ],
};

const { url, stop } = await startServer();
const browser = await playwright.launch(chromium);
try {
  const { token, ...facts } = await prepare();
  mkdirSync(out, { recursive: true });
  for (const [name, [signedIn, path, act]] of Object.entries(pages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const [device, viewport] of Object.entries(viewports)) {
      for (const colorScheme of ['light', 'dark']) {
        const context = await browser.newContext({ baseURL: url, viewport, colorScheme });
        if (signedIn) await context.addInitScript(value => localStorage.setItem('jwtToken', value), token);
        const page = await context.newPage();
        await page.goto(typeof path === 'string' ? path : path(facts));
        await page.waitForLoadState('networkidle');
        await act?.(page);
        // Transitions have come to rest by then.
        await page.waitForTimeout(500);
        await page.screenshot({ path: `${out}/${name}-${device}-${colorScheme}.png` });
        await context.close();
      }
    }
    console.log(name);
  }
} finally {
  await browser.close();
  await stop();
}

/** A user with an article and a comment, made through the API. */
async function prepare() {
  // A name that can be taken only once, where the server is not ours alone.
  const username = process.env.CONDUIT_URL ? `reader${Date.now()}` : 'mira';
  const account = { username, email: `${username}@example.com`, password: 'password123' };
  const { user } = await call('POST', '/users', { user: account });
  const { token } = user;
  await call('PUT', '/user', { user: { bio: 'Reads more than is good for me.' } }, token);
  const { articles } = await call('GET', '/articles?limit=5');
  const long = articles[1].slug;
  const text = {
    title: 'Notes from a first week',
    description: 'What I learned by writing it down',
    body: draft,
  };
  const { article } = await call('POST', '/articles', { article: { ...text, tagList: ['writing'] } }, token);
  await call(
    'POST',
    `/articles/${article.slug}/comments`,
    { comment: { body: 'A note to *myself*.' } },
    token,
  );
  return { token, username, article: long, own: article.slug };
}

async function call(method, path, body, token) {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Token ${token}` } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
