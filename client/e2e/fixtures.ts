// What every journey starts from: the server's address, users and articles made through the API, and a watch over
// the page for anything it should never do.
import { test as base, expect, type Page } from '@playwright/test';

const base64 = () => Math.random().toString(36).slice(2, 10);

export const server = () => process.env['CONDUIT_URL'] ?? '';

export interface Account {
  username: string;
  email: string;
  password: string;
  token: string;
}

export interface Text {
  title: string;
  description: string;
  body: string;
  tagList: string[];
}

export async function call<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<T> {
  const response = await fetch(`${server()}/api${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Token ${token}` } : {}) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export function newAccount(): Omit<Account, 'token'> {
  const username = `user${base64()}`;
  return { username, email: `${username}@example.com`, password: 'password123' };
}

export async function createAccount(): Promise<Account> {
  const account = newAccount();
  const { user } = await call<{ user: { token: string } }>('POST', '/users', { user: account });
  return { ...account, token: user.token };
}

export const newText = (change: Partial<Text> = {}): Text => ({
  title: `Title ${base64()}`,
  description: 'What it is about',
  body: 'One paragraph.',
  tagList: [],
  ...change,
});

/** Publishes an article and returns its slug. */
export async function publish(author: Account, change: Partial<Text> = {}): Promise<string> {
  const { article } = await call<{ article: { slug: string } }>(
    'POST',
    '/articles',
    { article: newText(change) },
    author.token,
  );
  return article.slug;
}

export async function signIn(page: Page, account: Account): Promise<void> {
  await page.addInitScript(token => {
    // Only once: a later sign-out has to last.
    if (sessionStorage.getItem('signed-in')) return;
    sessionStorage.setItem('signed-in', 'yes');
    localStorage.setItem('jwtToken', token);
  }, account.token);
}

interface Fixtures {
  /** An account of its own for this test. */
  ann: Account;
  /** The page, signed in as `ann`. */
  annsPage: Page;
  /** What the page is reported for; empty at the end, unless a test says otherwise. */
  offences: string[];
}

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => use(server()),

  offences: [
    async ({ context }, use) => {
      const offences: string[] = [];
      await context.exposeBinding('reportViolation', (_, text: string) => void offences.push(text));
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', event => {
          // People may type any address as their picture; that it is not loaded is what the policy is for.
          if (event.violatedDirective === 'img-src') return;
          const report = (globalThis as { reportViolation?: (text: string) => void }).reportViolation;
          report?.(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      context.on('weberror', error => void offences.push(`uncaught: ${error.error().message}`));
      context.on('dialog', dialog => {
        if (dialog.type() !== 'beforeunload') offences.push(`dialog: ${dialog.message()}`);
        void dialog.accept();
      });
      context.on('request', request => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== new URL(server()).origin)
          offences.push(`left: ${origin}`);
      });
      await use(offences);
      expect(offences).toEqual([]);
    },
    { auto: true },
  ],

  ann: async ({}, use) => use(await createAccount()),

  annsPage: async ({ page, ann }, use) => {
    await signIn(page, ann);
    await use(page);
  },
});

export { expect };
export type { Page };
