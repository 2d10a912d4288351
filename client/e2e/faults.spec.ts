// What the site does when the server does not do its part. Faults are forced by interception; each list, form and
// page meets the faults of its own requests.
import { call, createAccount, expect, publish, signIn, test, type Page } from './fixtures';

type Fault = 'network' | 'malformed' | 'empty' | 404 | 500;

async function fail(
  page: Page,
  glob: string,
  fault: Fault | 400 | 401 | 403,
  method?: string,
): Promise<void> {
  await page.route(`**/api${glob}`, route => {
    if (method && route.request().method() !== method) return route.continue();
    if (fault === 'network') return route.abort('internetdisconnected');
    if (fault === 'malformed') return route.fulfill({ contentType: 'application/json', body: '{"user":' });
    if (fault === 'empty') return route.fulfill({ status: 204 });
    return route.fulfill({ status: fault, json: { errors: { message: ['Refused'] } } });
  });
}

const token = (page: Page) => page.evaluate(() => window.__conduit_debug__?.getToken());
const state = (page: Page) => page.evaluate(() => window.__conduit_debug__?.getAuthState());

test.describe('who is signed in', () => {
  for (const status of [400, 401, 403, 404] as const) {
    test(`a ${status} ends the session, once`, async ({ annsPage: page }) => {
      let asked = 0;
      page.on('request', request => {
        if (request.url().endsWith('/api/user')) asked++;
      });
      await fail(page, '/user', status);
      await page.goto('/');
      await expect(page.locator('a[href="/login"]')).toBeVisible();
      await expect(page.locator('.article-preview').first()).toBeVisible();
      expect(await token(page)).toBeNull();
      expect(await state(page)).toBe('unauthenticated');
      expect(asked).toBe(1);
    });
  }

  for (const fault of [500, 'network', 'malformed', 'empty'] as const) {
    test(`${fault} keeps the token and the site usable`, async ({ annsPage: page }) => {
      await fail(page, '/user', fault);
      await page.goto('/');
      await expect(page.locator('text=Connecting')).toBeVisible();
      expect(await state(page)).toBe('unavailable');
      await expect(page.locator('.article-preview').first()).toBeVisible();
      await page.locator('.sidebar .tag-pill').first().click();
      await expect(page).toHaveURL(/\/tag\//);
      await page.click('a.nav-link:has-text("Home")');
      await expect(page.locator('text=Global Feed')).toBeVisible();
      await page.reload();
      await expect(page.locator('text=Connecting')).toBeVisible();
      expect(await token(page)).not.toBeNull();

      await page.goto('/settings');
      await expect(page.locator('nav.navbar')).toBeVisible();
      await expect(page).toHaveURL('/settings');
      await page.unroute('**/api/user');
      await expect(page.locator('input[name=username]')).toBeVisible({ timeout: 10_000 });
      await expect(page.locator('text=Connecting')).toHaveCount(0);
    });
  }

  test('a token that ended meanwhile ends the session without a loop', async ({ page, ann }) => {
    await signIn(page, { ...ann, token: 'not-a-token' });
    const loads: string[] = [];
    page.on('framenavigated', frame => loads.push(frame.url()));
    await page.goto('/?feed=following');
    await expect(page).toHaveURL('/login');
    await expect(page.locator('h1')).toHaveText('Sign in');
    expect(await token(page)).toBeNull();
    expect(loads.length).toBeLessThanOrEqual(2);
  });
});

test.describe('pages', () => {
  // The token makes the page ask the server, instead of using what came with it.
  test.beforeEach(async ({ page, ann }) => signIn(page, ann));

  for (const fault of [404, 500, 'network', 'malformed', 'empty'] as const) {
    test(`are honest about ${fault}, and try again`, async ({ page }) => {
      const bob = await createAccount();
      const slug = await publish(bob);

      await fail(page, '/articles?*', fault);
      await page.goto('/');
      await expect(page.locator('nav.navbar')).toBeVisible();
      await expect(page.locator('.empty-feed-message')).toBeVisible();
      await expect(page.locator('.sidebar .tag-pill').first()).toBeVisible();
      const again = page.getByRole('button', { name: 'Try again' });
      await expect(again).toBeVisible();
      await page.unroute('**/api/articles?*');
      await again.click();
      await expect(page.locator('.article-preview').first()).toBeVisible();

      await fail(page, '/tags', fault);
      await page.goto('/');
      await expect(page.locator('.article-preview').first()).toBeVisible();
      await expect(page.locator('.feed-toggle')).toBeVisible();
      await expect(page.locator('.sidebar')).toContainText('could not be loaded');

      await fail(page, `/articles/${slug}`, fault);
      await page.goto(`/article/${slug}`);
      await expect(page.locator('nav.navbar')).toBeVisible();
      await expect(page.locator('.article-page')).toBeVisible();
      await expect(page.locator('h1')).toHaveCount(1);

      await fail(page, `/profiles/${bob.username}`, fault);
      await page.goto(`/profile/${bob.username}`);
      await expect(page.locator('.profile-page, .user-info')).toBeVisible();
      if (fault !== 404) {
        // Only once the page has met the fault: a frame without content stands there before.
        const retry = page.getByRole('button', { name: 'Try again' });
        await expect(retry).toBeVisible();
        await page.unroute(`**/api/profiles/${bob.username}`);
        await retry.click();
        await expect(page.locator('h4')).toHaveText(bob.username);
      }
    });
  }

  test('comments that cannot be loaded leave the article', async ({ page }) => {
    const slug = await publish(await createAccount());
    await fail(page, '/articles/*/comments', 500);
    await page.goto(`/article/${slug}`);
    await expect(page.locator('.article-content')).toBeVisible();
    await expect(page.locator('.comments')).toContainText('Something went wrong');
  });
});

test.describe('forms', () => {
  test('say that the connection failed, and can be sent again', async ({ page, ann }) => {
    const slug = await publish(ann);
    const expectFailure = async (submit: string) => {
      await page.click(submit);
      await expect(page.locator('.error-messages')).toContainText('Unable to connect');
      await expect(page.locator(submit)).toBeEnabled();
    };

    await fail(page, '/**', 'network', 'POST');
    await fail(page, '/user', 'network', 'PUT');
    await fail(page, `/articles/${slug}`, 'network', 'PUT');
    await page.goto('/login');
    await expectFailure('button[type=submit]');
    await page.goto('/register');
    await expectFailure('button[type=submit]');

    await page.evaluate(value => localStorage.setItem('jwtToken', value), ann.token);
    await page.goto('/settings');
    await expectFailure('button[type=submit]');
    await page.goto('/editor');
    await expectFailure('text=Publish Article');
    await page.goto(`/editor/${slug}`);
    await expect(page.locator('input[name=title]')).not.toHaveValue('');
    await expectFailure('text=Publish Article');
    await page.goto(`/article/${slug}`);
    await page.getByPlaceholder('Write a comment...').fill('Still here');
    await expectFailure('text=Post Comment');
    await expect(page.getByPlaceholder('Write a comment...')).toHaveValue('Still here');
  });

  for (const status of [400, 401, 403, 404] as const) {
    test(`stay, with a reason, on a ${status}`, async ({ annsPage: page, ann }) => {
      const slug = await publish(ann);
      await fail(page, '/user', status, 'PUT');
      await page.goto('/settings');
      await page.click('button[type=submit]');
      await expect(page.locator('.error-messages')).toBeVisible();
      await expect(page).toHaveURL('/settings');
      await expect(page.locator('input[name=email]')).toHaveValue(ann.email);

      await page.evaluate(value => localStorage.setItem('jwtToken', value), ann.token);
      await fail(page, `/articles/${slug}`, status, 'PUT');
      await page.goto(`/editor/${slug}`);
      await expect(page.locator('input[name=title]')).not.toHaveValue('');
      await page.click('text=Publish Article');
      await expect(page.locator('.error-messages')).toBeVisible();
      await expect(page.locator('input[name=title]')).not.toHaveValue('');
    });
  }
});

test.describe('small acts', () => {
  for (const fault of [403, 'network'] as const) {
    test(`are taken back on ${fault}`, async ({ annsPage: page, ann }) => {
      const bob = await createAccount();
      const slug = await publish(bob);
      await call('POST', `/articles/${slug}/comments`, { comment: { body: 'Mine' } }, ann.token);
      await fail(page, '/**/follow', fault);
      await fail(page, '/**/favorite', fault);
      await fail(page, '/**/comments/*', fault, 'DELETE');

      await page.goto(`/profile/${bob.username}`);
      await page.locator('button:has-text("Follow")').click();
      await expect(page.locator('.toast')).toBeVisible();
      await expect(page.locator('button:has-text("Follow")')).toHaveText(`Follow ${bob.username}`);

      await page.goto(`/article/${slug}`);
      await page.locator('button:has-text("Favorite Article")').first().click();
      await expect(page.locator('.toast')).toBeVisible();
      await expect(
        page.locator('button.btn-outline-primary:has-text("Favorite Article")').first(),
      ).toHaveText(/^Favorite Article\s*0$/);

      await page.locator('i.ion-trash-a').click();
      await expect(page.locator('.error-messages')).toBeVisible();
      await expect(page.locator('.card-block', { hasText: 'Mine' })).toBeVisible();
    });
  }

  test('take 200 and 204 alike for done', async ({ annsPage: page, ann }) => {
    const slug = await publish(ann);
    await call('POST', `/articles/${slug}/comments`, { comment: { body: 'Mine' } }, ann.token);
    await page.route('**/api/articles/**', route =>
      route.request().method() === 'DELETE' ? route.fulfill({ status: 200, json: {} }) : route.continue(),
    );
    await page.goto(`/article/${slug}`);
    await page.locator('i.ion-trash-a').click();
    await expect(page.locator('.card-block')).toHaveCount(0);
    await page.locator('text=Delete Article').first().click();
    await expect(page).toHaveURL('/');
  });
});

test.describe('a deployment under an open tab', () => {
  test('is recovered from by loading the site anew, once', async ({ page }) => {
    await page.goto('/');
    await expect(page.locator('.article-preview').first()).toBeVisible();
    // The file is gone until the document has been loaded again.
    let documents = 0;
    page.on('request', request => {
      if (request.isNavigationRequest()) documents++;
    });
    await page.route('**/assets/AuthPage-*', route =>
      documents === 0 ? route.fulfill({ status: 404, body: '' }) : route.continue(),
    );
    await page.click('a[href="/login"]');
    await expect(page.locator('h1')).toHaveText('Sign in');
    await expect(page).toHaveURL('/login');
    expect(documents).toBe(1);
  });

  test('does not reload for ever when that does not help', async ({ page }) => {
    await page.goto('/');
    await expect(page.locator('.article-preview').first()).toBeVisible();
    let documents = 0;
    page.on('request', request => {
      if (request.isNavigationRequest()) documents++;
    });
    await page.route('**/assets/AuthPage-*', route => route.fulfill({ status: 404, body: '' }));
    await page.click('a[href="/login"]');
    await expect(page.locator('h1')).toHaveText('This page could not be loaded');
    expect(documents).toBe(1);
    await page.click('a.navbar-brand');
    await expect(page.locator('.article-preview').first()).toBeVisible();
  });
});

test('a slow network shows the page growing, without a jump', async ({ annsPage: page, ann }) => {
  const slug = await publish(ann);
  await page.addInitScript(() => {
    const shifts = { score: 0 };
    Object.assign(globalThis, { shifts });
    new PerformanceObserver(list => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[]) {
        if (!entry.hadRecentInput) shifts.score += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.route('**/api/**', async route => {
    await new Promise(resolve => setTimeout(resolve, 400));
    await route.continue();
  });
  for (const [path, selector] of [
    ['/', '.article-preview'],
    [`/article/${slug}`, '.article-content'],
    [`/profile/${ann.username}`, '.article-preview'],
  ] as const) {
    await page.goto(path);
    await expect(page.locator('.article-preview')).toHaveCount(0);
    await expect(page.locator(selector).first()).toBeVisible();
    const score = await page.evaluate(
      () => (globalThis as unknown as { shifts: { score: number } }).shifts.score,
    );
    expect(score, path).toBeLessThan(0.1);
  }
});
