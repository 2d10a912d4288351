import { call, expect, newAccount, test, type Page } from './fixtures';

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`input[name=${name}]`, value);
}

test('a newcomer signs up, signs out and signs in again', async ({ page }) => {
  const { username, email, password } = newAccount();
  await page.goto('/register');
  await fill(page, { username, email, password });
  await page.click('button[type=submit]');

  await expect(page).toHaveURL('/');
  await expect(page.locator(`nav a[href="/profile/${username}"]`)).toHaveText(username);
  await expect(page.locator('a[href="/login"]')).toHaveCount(0);
  await page.reload();
  await expect(page.locator(`a[href="/profile/${username}"]`)).toBeVisible();

  await page.click('a[href="/settings"]');
  await page.click('text=Or click here to logout');
  await expect(page).toHaveURL('/');
  await expect(page.locator('a[href="/login"]')).toBeVisible();
  await expect(page.locator('.banner')).toBeVisible();

  await page.click('a[href="/login"]');
  await expect(page.locator('h1')).toHaveText('Sign in');
  await fill(page, { email, password });
  await page.press('input[name=password]', 'Enter');
  await expect(page).toHaveURL('/');
  await expect(page.locator(`a[href="/profile/${username}"]`)).toBeVisible();
});

test('a form says what is wrong, once, and stays usable', async ({ page, ann }) => {
  await page.goto('/login');
  await expect(page.locator('.error-messages')).toHaveCount(0);
  await fill(page, { email: ann.email, password: 'wrong-password' });
  await page.click('button[type=submit]');
  await expect(page.locator('.error-messages')).toContainText('Email or password is wrong');
  await expect(page).toHaveURL('/login');

  await page.goto('/register');
  await fill(page, { username: ann.username, email: newAccount().email, password: 'password123' });
  await page.click('button[type=submit]');
  await expect(page.locator('.error-messages')).toContainText('username has already been taken');
  await expect(page.locator('input[name=username]')).toHaveValue(ann.username);
  await expect(page.locator('button[type=submit]')).toBeEnabled();
});

for (const path of ['/settings', '/editor', '/editor/some-article', '/?feed=following']) {
  test(`a visitor who opens ${path} signs in first`, async ({ page, ann }) => {
    await page.goto(path);
    await expect(page).toHaveURL('/login');
    await fill(page, { email: ann.email, password: ann.password });
    await page.click('button[type=submit]');
    await expect(page).toHaveURL(path);
  });
}

test('signing in leads back to where the reader was, and nowhere else', async ({ page, ann }) => {
  const { articles } = await call<{ articles: { slug: string }[] }>('GET', '/articles?limit=1');
  const article = `/article/${articles[0]?.slug ?? ''}`;
  await page.goto(article);
  await page.locator('button:has-text("Favorite Article")').first().click();
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(article)}`);
  await fill(page, { email: ann.email, password: ann.password });
  await page.click('button[type=submit]');
  await expect(page).toHaveURL(article);

  await page.evaluate(() => localStorage.clear());
  await page.goto('/login?next=//evil.example/');
  await fill(page, { email: ann.email, password: ann.password });
  await page.click('button[type=submit]');
  await expect(page).toHaveURL('/');
});

test('all tabs are signed out together, and in', async ({ annsPage: page, ann, context }) => {
  await page.goto('/');
  const other = await context.newPage();
  await other.goto('/settings');
  await expect(other.locator('input[name=username]')).toHaveValue(ann.username);

  await other.click('text=Or click here to logout');
  await expect(page.locator('a[href="/login"]')).toBeVisible();

  await other.goto('/login');
  await fill(other, { email: ann.email, password: ann.password });
  await other.click('button[type=submit]');
  await expect(page.locator(`a[href="/profile/${ann.username}"]`)).toBeVisible();
});

test('the debug hook tells who is signed in', async ({ page, ann }) => {
  const state = () =>
    page.evaluate(() => ({
      token: window.__conduit_debug__?.getToken(),
      state: window.__conduit_debug__?.getAuthState(),
      username: window.__conduit_debug__?.getCurrentUser()?.username,
    }));
  await page.goto('/login');
  await expect.poll(state).toEqual({ token: null, state: 'unauthenticated', username: undefined });
  await fill(page, { email: ann.email, password: ann.password });
  await page.click('button[type=submit]');
  await expect(page).toHaveURL('/');
  const { token, ...rest } = await state();
  expect(token).toBeTruthy();
  expect(rest).toEqual({ state: 'authenticated', username: ann.username });
});
