import { call, createAccount, expect, publish, test } from './fixtures';

const long = Array.from({ length: 6 }, (_, i) => `## Part ${i}\n\n${'Words and words. '.repeat(120)}`).join(
  '\n\n',
);

test('a visitor finds an article and reads it', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('.banner h1')).toHaveText('conduit');
  await expect(page.locator('.feed-toggle .active')).toHaveText('Global Feed');
  await expect(page.locator('.article-preview')).toHaveCount(10);
  const title = await page.locator('.article-preview h1').first().innerText();

  await page.locator('.article-preview h1').first().click();
  await expect(page).toHaveURL(/\/article\/.+/);
  await expect(page.locator('header h1')).toHaveText(title);
  await expect(page).toHaveTitle(`${title} — Conduit`);
  await expect(page.locator('.article-content')).toBeVisible();
  await expect(page.getByText(/\d+ min read/)).toBeVisible();
});

test('every route opens by its address and after a reload', async ({ annsPage: page, ann }) => {
  const slug = await publish(ann, { tagList: ['zebra'] });
  const routes = {
    '/': '.home-page',
    '/?page=2': '.home-page',
    '/?feed=following': '.empty-feed-message',
    '/tag/zebra': '.nav-link.active:has-text("zebra")',
    '/settings': '.settings-page',
    '/editor': '.editor-page',
    [`/editor/${slug}`]: '.editor-page',
    [`/article/${slug}`]: '.article-content',
    [`/profile/${ann.username}`]: '.user-info',
    [`/profile/${ann.username}/favorites`]: '.user-info',
  };
  for (const [path, selector] of Object.entries(routes)) {
    await page.goto(path);
    await expect(page.locator(selector), path).toBeVisible();
    await page.reload();
    await expect(page.locator(selector), path).toBeVisible();
  }
});

test('pages are addresses: back returns to the page and the place', async ({ page }) => {
  const ann = await createAccount();
  const tag = `t${Date.now()}`;
  for (let i = 0; i < 15; i++) await publish(ann, { title: `Number ${i}`, tagList: [tag] });

  await page.goto(`/tag/${tag}`);
  await expect(page.locator('.article-preview')).toHaveCount(10);
  await page.locator('.pagination .page-link:has-text("2")').click();
  await expect(page).toHaveURL(`/tag/${tag}?page=2`);
  await expect(page.locator('.article-preview')).toHaveCount(5);
  expect(await page.evaluate(() => scrollY)).toBe(0);

  await page.goBack();
  await expect(page).toHaveURL(`/tag/${tag}`);
  await expect(page.locator('.article-preview')).toHaveCount(10);

  const target = page.locator('.article-preview h1').nth(8);
  await target.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(200);
  await target.click();
  await expect(page.locator('.article-content')).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before);
  await page.goForward();
  await expect(page.locator('.article-content')).toBeVisible();

  await page.goBack();
  await page.click('.feed-toggle >> text=Global Feed');
  await expect(page).toHaveURL('/');
});

test('going back while the next page is still loading stays where one is', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('.article-preview').first()).toBeVisible();
  let release = () => {};
  const held = new Promise<void>(resolve => (release = resolve));
  await page.route('**/assets/AuthPage-*', async route => {
    await held;
    await route.continue();
  });
  await page.click('a[href="/login"]');
  await expect(page).toHaveURL('/login');
  await expect(page.locator('main')).toHaveAttribute('aria-busy', 'true');
  await page.goBack();
  await expect(page.locator('main')).toHaveAttribute('aria-busy', 'false');

  const arrived = page.waitForResponse('**/assets/AuthPage-*');
  release();
  await arrived;
  await page.click('.feed-toggle >> text=Global Feed');
  await expect(page.locator('.article-preview').first()).toBeVisible();
  await expect(page).toHaveURL('/');
});

test('tags lead to their articles, whatever they are made of', async ({ page, ann }) => {
  for (const tag of ['c++ & more', 'a/b', '日本語']) {
    const slug = await publish(ann, { tagList: [tag] });
    await page.goto(`/article/${slug}`);
    await page.locator('.tag-list .tag-default').click();
    await expect(page).toHaveURL(`/tag/${encodeURIComponent(tag)}`);
    await expect(page.locator('.nav-link.active')).toContainText(tag);
    await expect(page.locator(`a[href="/article/${slug}"]`)).toBeVisible();
  }
  await page.goto('/');
  await page.locator('.sidebar .tag-pill').first().click();
  await expect(page).toHaveURL(/\/tag\/.+/);
});

test('a long article has contents, code to copy and a link to pass on', async ({ page, ann, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const slug = await publish(ann, { body: `${long}\n\n\`\`\`sh\necho "<b>"\n\`\`\`` });
  await page.goto(`/article/${slug}`);

  await page.locator('.toc a', { hasText: 'Part 4' }).click();
  await expect(page).toHaveURL(/#s-part-4$/);
  await expect(page.locator('#s-part-4')).toBeInViewport();
  await page.reload();
  await expect(page.locator('#s-part-4')).toBeInViewport();

  await page.locator('.code').hover();
  await page.locator('.copy').click();
  await expect(page.locator('.copy')).toHaveText('Copied');
  expect((await page.evaluate(() => navigator.clipboard.readText())).trim()).toBe('echo "<b>"');

  await page.getByRole('button', { name: 'Copy link' }).first().click();
  await expect(page.locator('.toast')).toContainText('Link copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    new URL(`/article/${slug}`, page.url()).href,
  );
});

test('an article can be read without JavaScript', async ({ browser, ann }) => {
  const slug = await publish(ann, { title: 'Plain reading', body: 'With **nothing** but HTML.' });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${process.env['CONDUIT_URL'] ?? ''}/article/${slug}`);
  await expect(page.locator('h1')).toHaveText('Plain reading');
  await expect(page.locator('.article-content strong')).toHaveText('nothing');
  await context.close();
});

test('what the server has put into the page is not asked for again', async ({ page, ann }) => {
  const slug = await publish(ann);
  const asked: string[] = [];
  page.on('request', request => {
    if (request.url().includes('/api/')) asked.push(request.url());
  });
  for (const path of ['/', `/article/${slug}`, `/profile/${ann.username}`]) {
    await page.goto(path);
    await expect(page.locator('.article-preview, .article-content').first()).toBeVisible();
  }
  expect(asked).toEqual([]);

  // It holds for the first page only: what is shown later is asked for.
  await page.click('a.navbar-brand');
  await expect(page.locator('.article-preview').first()).toBeVisible();
  expect(asked).not.toEqual([]);
});

test('what is not there is said to be not there', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.locator('h1')).toHaveText('Page not found');
  await page.goto('/article/no-such-article');
  await expect(page.locator('h1')).toHaveText('Article not found');
  await page.goto('/profile/no-such-user');
  await expect(page.locator('h1')).toHaveText('There is no such user');
  await page.goto('/tag/no-such-tag');
  await expect(page.locator('.empty-feed-message')).toContainText('No articles are here');
  await page.goto('/?page=99999');
  await expect(page.locator('.empty-feed-message')).toContainText('nothing on this page');
});

test('the theme follows the system until the reader chooses, and the choice lasts', async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background();
  expect(dark).not.toBe(light);

  await page.getByRole('button', { name: 'Switch theme' }).click();
  expect(await background()).toBe(light);

  // In the very first frame after a reload, with the application still on its way.
  await page.route('**/assets/core-*', route => setTimeout(() => void route.continue(), 300));
  await page.reload({ waitUntil: 'commit' });
  await page.locator('nav.navbar').waitFor();
  expect(await background()).toBe(light);
});

test('text runs in its own direction', async ({ page, ann }) => {
  const slug = await publish(ann, {
    title: 'كيف تقرأ المتصفحات',
    description: 'وصف',
    body: 'نص بالعربية.\n\nEnglish.',
  });
  await page.goto(`/article/${slug}`);
  const direction = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate(element => getComputedStyle(element).direction);
  expect(await direction('h1')).toBe('rtl');
  expect(await direction('.article-content')).toBe('rtl');
  expect(await direction('nav.navbar')).toBe('ltr');
});

test('paper gets the article alone', async ({ page, ann }) => {
  const slug = await publish(ann);
  await page.goto(`/article/${slug}`);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.article-content')).toBeVisible();
  for (const selector of ['.navbar', '.site-footer', '.comments', '.actions >> nth=0']) {
    await expect(page.locator(selector)).toBeHidden();
  }
});

test('pictures in the list are there, even if their address is dead', async ({ page, ann }) => {
  await call('PUT', '/user', { user: { image: '/no-such-picture.png' } }, ann.token);
  await publish(ann);
  await page.goto('/');
  const images = page.locator('.article-meta img');
  await expect(images).toHaveCount(10);
  await expect
    .poll(() => images.evaluateAll(all => all.every(image => (image as HTMLImageElement).naturalWidth > 0)))
    .toBe(true);
});
