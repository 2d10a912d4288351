// Nothing anybody writes may run in anybody's browser. The watch in fixtures.ts fails these tests on any dialog,
// any request to another origin and any violation of the CSP, which is the second wall behind the sanitiser.
import { call, createAccount, expect, publish, test } from './fixtures';

const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror="alert(1)">',
  '<svg onload="alert(1)"></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)" onclick="alert(1)">a</a>',
  '[b](javascript:alert(1))',
  '<p onmouseover="alert(1)" onfocus="alert(1)" tabindex="0">hover</p>',
];
const hostile = payloads.join('\n\n');
const handlers = '[onerror], [onload], [onmouseover], [onclick], [onfocus]';

test('hostile text is shown or dropped, and never runs', async ({ annsPage: page }) => {
  const mallory = await createAccount();
  await call('PUT', '/user', { user: { bio: payloads[1] } }, mallory.token);
  const title = '<img src=x onerror=alert(1)>';
  const tag = '<b onclick=alert(1)>';
  const slug = await publish(mallory, {
    title,
    description: payloads[1] ?? '',
    body: hostile,
    tagList: [tag],
  });
  await call('POST', `/articles/${slug}/comments`, { comment: { body: hostile } }, mallory.token);

  for (const path of [
    `/article/${slug}`,
    '/',
    `/tag/${encodeURIComponent(tag)}`,
    `/profile/${mallory.username}`,
  ]) {
    await page.goto(path);
    await expect(page.locator('main h1', { hasText: title }).first()).toBeVisible();
    await expect(
      page.locator(`main :is(${handlers}), main script, main iframe, a[href^="javascript:"]`),
    ).toHaveCount(0);
  }

  await page.goto('/editor');
  await page.locator('textarea[name=body]').fill(`${hostile}\n\ndone`);
  await expect(page.locator('.preview')).toContainText('done');
  await expect(page.locator(`.preview :is(${handlers}, script, iframe)`)).toHaveCount(0);
});

for (const image of [
  'x.jpg"onerror="alert(1)',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'x" onload="alert(1)',
]) {
  test(`a picture at ${image} is an address and no more`, async ({ page }) => {
    const mallory = await createAccount();
    await call('PUT', '/user', { user: { image } }, mallory.token);
    const slug = await publish(mallory);
    for (const path of [`/profile/${mallory.username}`, `/article/${slug}`]) {
      await page.goto(path);
      await expect(page.locator('.user-img, .article-meta img').first()).toHaveAttribute('src', image);
      await expect(page.locator(`img:is(${handlers})`)).toHaveCount(0);
    }
  });
}

test('the policy allows no code but ours, and only one way to make HTML', async ({ page }) => {
  const response = await page.goto('/');
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe');
  await expect(page.locator('script:not([src]):not([type$="json"]), style, [style]')).toHaveCount(0);
});

test('a missing file is missing, not the page', async ({ request }) => {
  const missing = await request.get('/assets/none-DEADBEEF.js');
  expect(missing.status()).toBe(404);
  expect(missing.headers()['content-type'] ?? '').not.toContain('html');
});
