import { call, expect, publish, signIn, test, type Page } from './fixtures';

const title = (page: Page) => page.locator('input[name=title]');
const body = (page: Page) => page.locator('textarea[name=body]');
const tags = (page: Page) => page.getByPlaceholder('Enter tags');
const publishButton = (page: Page) => page.getByRole('button', { name: 'Publish Article' });

async function write(page: Page, heading: string): Promise<void> {
  await title(page).fill(heading);
  await page.fill('input[name=description]', 'A description');
  await body(page).fill('A *body*.');
}

const stored = (page: Page) => page.evaluate(() => Object.values(localStorage).join());

const titlesBy = async (username: string) =>
  (await call<{ articles: { title: string }[] }>('GET', `/articles?author=${username}`)).articles.map(
    a => a.title,
  );

test('an article is written, changed and deleted', async ({ annsPage: page, ann }) => {
  await page.goto('/');
  await page.click('a[href="/editor"]');
  await write(page, 'A first article');
  for (const tag of ['beta', 'alpha']) {
    await tags(page).fill(tag);
    await tags(page).press('Enter');
  }
  await publishButton(page).click();

  await expect(page).toHaveURL(/\/article\/a-first-article/);
  await expect(page.locator('h1')).toHaveText('A first article');
  await expect(page.locator('.article-content p')).toHaveText('A body.');
  await expect(page.locator('.tag-list .tag-default')).toHaveText(['alpha', 'beta']);
  await page.click('a.navbar-brand');
  // Not the very first: other journeys publish at the same time.
  await page.locator('.article-preview h1', { hasText: 'A first article' }).first().click();
  await page.getByRole('link', { name: 'Edit Article' }).first().click();
  await expect(title(page)).toHaveValue('A first article');
  for (const icon of ['alpha', 'beta']) await page.locator(`.tag-pill:has-text("${icon}") i`).click();
  await title(page).fill('A better article');
  const sent = page.waitForRequest(request => request.method() === 'PUT');
  await publishButton(page).click();
  expect(((await sent).postDataJSON() as { article: unknown }).article).toMatchObject({ tagList: [] });
  await expect(page.locator('h1')).toHaveText('A better article');
  await expect(page.locator('.tag-list .tag-default')).toHaveCount(0);

  await page.getByRole('button', { name: 'Delete Article' }).first().click();
  await expect(page).toHaveURL('/');
  await expect(page.locator('.article-preview').first()).toBeVisible();
  await expect(page.locator('h1:has-text("A better article")')).toHaveCount(0);
  expect(await titlesBy(ann.username)).toEqual([]);

  await page.click('text=Keep it as a draft');
  await expect(title(page)).toHaveValue('A better article');
  await expect(body(page)).toHaveValue('A *body*.');
});

test('a tag that was typed but not entered is published too', async ({ annsPage: page }) => {
  await page.goto('/editor');
  await write(page, 'With a tag');
  await tags(page).press('Enter');
  await expect(page).toHaveURL('/editor');
  await tags(page).fill('  go ');
  await publishButton(page).click();
  await expect(page.locator('.tag-list .tag-default')).toHaveText(['go']);
});

test('a double click publishes once', async ({ annsPage: page, ann }) => {
  await page.route('**/api/articles', async route => {
    await new Promise(resolve => setTimeout(resolve, 1000));
    await route.continue();
  });
  await page.goto('/editor');
  await write(page, 'Only once');
  await publishButton(page).dblclick();
  await expect(publishButton(page)).toBeDisabled();
  await expect(page).toHaveURL(/\/article\/only-once/);
  expect(await titlesBy(ann.username)).toEqual(['Only once']);
});

const leave: Record<string, (page: Page) => Promise<unknown>> = {
  'the back button': page => page.goBack(),
  'the logo': page => page.click('a.navbar-brand'),
  'a reload': page => page.reload(),
  'another address': page => page.goto('/login?next=/'),
};
for (const [how, go] of Object.entries(leave)) {
  test(`leaving with ${how} loses no text`, async ({ annsPage: page }) => {
    await page.goto('/');
    await page.click('a[href="/editor"]');
    await write(page, 'Not lost');
    const text = 'five hundred words '.repeat(170);
    await body(page).fill(text);
    await go(page);
    await page.goto('/editor');
    await expect(body(page)).toHaveValue(text);
    await expect(title(page)).toHaveValue('Not lost');
    await expect(page.locator('.restored')).toBeVisible();
  });
}

test('each article has a draft of its own, which can be discarded', async ({ annsPage: page, ann }) => {
  const slug = await publish(ann, { title: 'Published', body: 'As published.' });
  await page.goto(`/editor/${slug}`);
  await expect(title(page)).toHaveValue('Published');
  await expect(page.locator('.restored')).toHaveCount(0);
  await body(page).fill('As changed.');
  await page.goto('/editor');
  await expect(body(page)).toHaveValue('');

  await page.goto(`/editor/${slug}`);
  await expect(body(page)).toHaveValue('As changed.');
  await call('PUT', `/articles/${slug}`, { article: { body: 'Changed elsewhere.' } }, ann.token);
  await page.reload();
  await expect(page.locator('.restored')).toContainText('has changed since');
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await expect(body(page)).toHaveValue('Changed elsewhere.');
  await page.reload();
  await expect(body(page)).toHaveValue('Changed elsewhere.');
  await expect(page.locator('.restored')).toHaveCount(0);
});

test('publishing through a failing network, a failing server and an ended session', async ({
  annsPage: page,
  ann,
}) => {
  await page.goto('/editor');
  await write(page, 'Against all odds');

  await page.route('**/api/articles', route => route.abort('internetdisconnected'));
  await publishButton(page).click();
  await expect(page.locator('.error-messages')).toContainText('Unable to connect');
  await expect(publishButton(page)).toBeEnabled();
  await page.unroute('**/api/articles');

  await page.route('**/api/articles', route =>
    route.fulfill({ status: 500, json: { errors: { server: ['x'] } } }),
  );
  await publishButton(page).click();
  await expect(page.locator('.error-messages')).toContainText('Something went wrong');
  await page.unroute('**/api/articles');

  await page.route('**/api/articles', route =>
    route.fulfill({ status: 401, json: { errors: { token: ['has expired'] } } }),
  );
  await publishButton(page).click();
  await expect(page.locator('.error-messages')).toContainText('Your session has ended');
  await expect(title(page)).toHaveValue('Against all odds');
  await expect(page.locator('a[href="/login"]')).toBeVisible();
  await page.unroute('**/api/articles');

  await page.click('text=Sign in again');
  await page.fill('input[name=email]', ann.email);
  await page.fill('input[name=password]', ann.password);
  await page.click('button[type=submit]');
  await expect(page).toHaveURL('/editor');
  await expect(title(page)).toHaveValue('Against all odds');
  await publishButton(page).click();
  await expect(page.locator('h1')).toHaveText('Against all odds');

  await page.goto('/editor');
  await expect(title(page)).toHaveValue('');
  await expect(page.locator('.restored')).toHaveCount(0);
});

test('a draft that cannot be stored stays in the tab, and leaving is warned of', async ({
  annsPage: page,
}) => {
  await page.goto('/');
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await page.click('a[href="/editor"]');
  await write(page, 'Only here');
  await page.click('a.navbar-brand');
  await expect(page).toHaveURL('/');
  await page.click('a[href="/editor"]');
  await expect(title(page)).toHaveValue('Only here');
  await title(page).press('End');
  await title(page).pressSequentially('!');

  const warning = page.waitForEvent('dialog');
  await page.reload();
  expect((await warning).type()).toBe('beforeunload');
});

test('what others wrote cannot be edited', async ({ annsPage: page }) => {
  const { articles } = await call<{ articles: { slug: string }[] }>(
    'GET',
    '/articles?author=johndoe&limit=1',
  );
  await page.goto(`/editor/${articles[0]?.slug ?? ''}`);
  await expect(page.locator('h1')).toHaveText('Not your article');
  await page.click('text=Read it instead');
  await expect(page.locator('.article-content')).toBeVisible();
  await expect(page.locator('text=Edit Article')).toHaveCount(0);
});

test('the preview shows what readers will see', async ({ annsPage: page }) => {
  await page.goto('/editor');
  const text =
    '1. one\n\n   ```html\n   <b>&amp;{{ x }}{% raw %}\n   ```\n\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n';
  await body(page).fill(text);
  const preview = page.locator('.preview');
  await expect(preview.locator('pre')).toContainText('<b>&amp;{{ x }}{% raw %}');
  await expect(preview.locator('ol > li')).toHaveCount(2);
  await expect(preview.locator('td')).toHaveText(['1', '2']);

  await page.setViewportSize({ width: 390, height: 800 });
  await expect(preview).toBeHidden();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(preview).toBeVisible();
  await expect(body(page)).toBeHidden();
});

test('keys format the selection, and undo takes it back', async ({ annsPage: page }) => {
  await page.goto('/editor');
  const area = body(page);
  for (const [key, expected] of [
    ['Control+b', '**word**'],
    ['Control+i', '_word_'],
    ['Control+e', '`word`'],
    ['Control+k', '[word](url)'],
  ] as const) {
    await area.fill('word');
    await area.press('Control+a');
    await area.press(key);
    await expect(area).toHaveValue(expected);
    await area.press('Control+z');
    await expect(area).toHaveValue('word');
  }
  await area.press('Control+a');
  await page.getByRole('button', { name: 'Bold' }).click();
  await expect(area).toHaveValue('**word**');
});

test('two tabs on one new article do not lose each other’s text', async ({
  annsPage: page,
  ann,
  context,
}) => {
  await page.goto('/editor');
  const other = await context.newPage();
  await signIn(other, ann);
  await other.goto('/editor');
  await write(page, 'From the first tab');
  await expect.poll(() => stored(page)).toContain('From the first tab');
  await write(other, 'From the second tab');
  await expect.poll(() => stored(page)).toContain('From the second tab');

  await publishButton(page).click();
  await expect(page.locator('h1')).toHaveText('From the first tab');
  await other.reload();
  await expect(title(other)).toHaveValue('From the second tab');
});
