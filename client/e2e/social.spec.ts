import { call, createAccount, expect, publish, test } from './fixtures';

test('a reader follows an author and finds their articles in the feed', async ({ annsPage: page }) => {
  const bob = await createAccount();
  const slug = await publish(bob);
  await page.goto('/?feed=following');
  await expect(page.locator('.empty-feed-message')).toContainText('Your feed is empty');
  await expect(page.locator('.empty-feed-message a')).toHaveAttribute('href', '/');

  await page.goto(`/profile/${bob.username}`);
  await page.locator('button:has-text("Follow")').click();
  await expect(page.locator('button:has-text("Unfollow")')).toBeVisible();
  await page.reload();
  await expect(page.locator('button:has-text("Unfollow")')).toBeVisible();

  await page.click('a.navbar-brand');
  await page.click('text=Your Feed');
  await expect(page).toHaveURL('/?feed=following');
  await expect(page.locator('.article-preview')).toHaveCount(1);
  await page.locator('.article-preview h1').click();
  await expect(page).toHaveURL(`/article/${slug}`);
  await page.locator('button:has-text("Unfollow")').first().click();
  await expect(page.locator('button:has-text("Unfollow")')).toHaveCount(0);
});

test('a favourite counts in the list, on the page and in the profile', async ({ annsPage: page, ann }) => {
  const bob = await createAccount();
  const slug = await publish(bob);
  await page.goto(`/profile/${bob.username}`);
  const button = page.locator('.article-preview button');
  await expect(button).toHaveText(/0$/);
  await expect(button).toHaveClass(/btn-outline-primary/);
  await button.click();
  await expect(button).toHaveText(/1$/);
  await expect(button).toHaveClass(/btn-primary/);

  await page.locator('.article-preview h1').click();
  await expect(page.locator('button.btn-primary:has-text("Unfavorite Article")')).toHaveCount(2);
  await page.goto(`/profile/${ann.username}`);
  await page.click('a:has-text("Favorited")');
  await expect(page).toHaveURL(`/profile/${ann.username}/favorites`);
  await expect(page.locator('.article-preview')).toHaveCount(1);

  await page.goto(`/article/${slug}`);
  await page.locator('button:has-text("Unfavorite")').first().click();
  await expect(page.locator('button.btn-outline-primary:has-text("Favorite Article")')).toHaveCount(2);
});

test('however fast it is clicked, the favourite ends as the reader left it', async ({
  annsPage: page,
  ann,
}) => {
  const slug = await publish(await createAccount());
  await page.route('**/favorite', async route => {
    await new Promise(resolve => setTimeout(resolve, 300));
    await route.continue();
  });
  await page.goto(`/article/${slug}`);
  const button = page.locator('button:has-text("avorite Article")').first();
  for (let i = 0; i < 5; i++) await button.click();
  await expect(button).toHaveText(/Unfavorite Article\s*1/);
  const stored = () =>
    call<{ article: { favorited: boolean; favoritesCount: number } }>(
      'GET',
      `/articles/${slug}`,
      undefined,
      ann.token,
    );
  await expect.poll(async () => (await stored()).article.favorited).toBe(true);
  expect((await stored()).article.favoritesCount).toBe(1);
  await expect(button).toHaveText(/Unfavorite Article\s*1/);
});

test('readers talk about an article', async ({ annsPage: page, ann }) => {
  const bob = await createAccount();
  const slug = await publish(bob);
  await call('POST', `/articles/${slug}/comments`, { comment: { body: 'By the author.' } }, bob.token);
  await page.goto(`/article/${slug}`);

  const area = page.getByPlaceholder('Write a comment...');
  const text = `${'long '.repeat(289)}end`;
  await area.fill(text);
  await page.click('text=Post Comment');
  await expect(area).toHaveValue('');
  const card = page.locator('.card:not(.comment-form)', { hasText: 'long long' });
  await expect(card.locator('.card-block p')).toHaveText(text);
  await expect(card.locator('img.comment-author-img')).toHaveAttribute('src', /default-avatar\.svg$/);

  await page.reload();
  await expect(page.locator('.card:not(.comment-form)')).toHaveCount(2);
  await expect(page.locator('.mod-options i.ion-trash-a')).toHaveCount(1);
  await page.locator('i.ion-trash-a').click();
  await expect(page.locator('.card:not(.comment-form)')).toHaveCount(1);

  await area.fill('Kept while one looks around');
  await page.click(`nav a[href="/profile/${ann.username}"]`);
  await expect(page.locator('.user-info')).toBeVisible();
  await page.goBack();
  await expect(area).toHaveValue('Kept while one looks around');
});

test('Enter and a click post one comment', async ({ annsPage: page }) => {
  const slug = await publish(await createAccount());
  await page.route('**/comments', async route => {
    if (route.request().method() === 'POST') await new Promise(resolve => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.goto(`/article/${slug}`);
  await page.getByPlaceholder('Write a comment...').fill('Once');
  await page.getByPlaceholder('Write a comment...').press('Control+Enter');
  await page.locator('text=Post Comment').dispatchEvent('click');
  await expect(page.locator('.card:not(.comment-form)')).toHaveCount(1);
  const { comments } = await call<{ comments: unknown[] }>('GET', `/articles/${slug}/comments`);
  expect(comments).toHaveLength(1);
});

test('visitors are asked to sign in to comment, with one link to plain /login', async ({ page }) => {
  const slug = await publish(await createAccount());
  await page.goto(`/article/${slug}`);
  await expect(page.locator('.comments')).toContainText('Sign in or sign up');
  await expect(page.locator('textarea')).toHaveCount(0);
  await expect(page.locator('a[href="/login"]')).toHaveCount(1);
  await page.locator('.comments >> text=Sign in').click();
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(`/article/${slug}`)}`);
});

test('a profile shows its owner as they want to be seen', async ({ annsPage: page, ann }) => {
  await page.goto(`/profile/${ann.username}`);
  await expect(page.locator('h4')).toHaveText(ann.username);
  await expect(page.locator('.user-info p')).toHaveText('');
  await expect(page.locator('.user-info a[href="/settings"]')).toHaveText('Edit Profile Settings');
  await expect(page.locator('button:has-text("Follow")')).toHaveCount(0);

  await page.click('.user-info a[href="/settings"]');
  await expect(page.locator('input[name=username]')).toHaveValue(ann.username);
  for (const name of ['image', 'username', 'bio', 'email', 'password'])
    await expect(page.locator(`[name=${name}]:not(meta)`)).toHaveCount(1);
  const renamed = `${ann.username}x`;
  await page.fill('input[name=image]', '/avatars/johndoe.svg');
  await page.fill('input[name=username]', renamed);
  await page.fill('textarea[name=bio]', 'Hello <b>there</b>');
  const sent = page.waitForRequest(request => request.method() === 'PUT');
  await page.click('button[type=submit]');
  expect(((await sent).postDataJSON() as { user: object }).user).not.toHaveProperty('password');

  await expect(page).toHaveURL(`/profile/${renamed}`);
  await expect(page.locator('.user-info p')).toHaveText('Hello <b>there</b>');
  await expect(page.locator('.user-img')).toHaveAttribute('src', '/avatars/johndoe.svg');
  await expect(page.locator(`nav a[href="/profile/${renamed}"] img.user-pic`)).toHaveAttribute(
    'src',
    '/avatars/johndoe.svg',
  );
  expect(await page.evaluate(() => window.__conduit_debug__?.getCurrentUser()?.bio)).toBe(
    'Hello <b>there</b>',
  );

  await page.goto('/settings');
  await page.fill('input[name=image]', '');
  await page.fill('textarea[name=bio]', '');
  await page.click('button[type=submit]');
  await expect(page.locator('.user-img')).toHaveAttribute('src', /default-avatar\.svg$/);
  await expect(page.locator('.user-info p')).toHaveText('');
});

test('settings that cannot be are refused with a reason', async ({ annsPage: page }) => {
  const bob = await createAccount();
  await page.goto('/settings');
  await page.fill('input[name=username]', bob.username);
  await page.click('button[type=submit]');
  await expect(page.locator('.error-messages')).toContainText('username has already been taken');
  await page.fill('input[name=username]', ' ');
  await page.click('button[type=submit]');
  await expect(page.locator('.error-messages')).toContainText("username can't be blank");
  await expect(page).toHaveURL('/settings');
});
