import AxeBuilder from '@axe-core/playwright';
import { call, expect, publish, signIn, test, type Page } from './fixtures';

const markdown =
  '# One\n\n## Two\n\n`code` and\n\n```\nblock\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\n- item';

/** name → [signed in?, path, what to do once it is open] */
const pages: Record<string, [boolean, string, ((page: Page) => Promise<unknown>)?]> = {
  home: [false, '/'],
  'home, signed in': [true, '/'],
  'an empty feed': [true, '/?feed=following'],
  'a tag': [false, '/tag/programming'],
  'an article': [false, '/article/SLUG'],
  'an article of one’s own': [true, '/article/SLUG'],
  'a profile': [false, '/profile/USER'],
  favourites: [true, '/profile/USER/favorites'],
  'the sign-in page': [false, '/login', page => page.click('button[type=submit]')],
  'the sign-up page': [false, '/register'],
  settings: [true, '/settings'],
  'the editor': [true, '/editor/SLUG', page => page.waitForSelector('.preview h2')],
  'a page that is not there': [false, '/nothing'],
  'a list that failed': [
    true,
    '/',
    async page => {
      await page.route('**/api/**', route => route.abort());
      await page.reload();
      await page.waitForSelector('.notice');
    },
  ],
};

/** What axe says of the page: each rule with the elements that break it. */
async function violations(axe: AxeBuilder): Promise<string[]> {
  const result = await axe.analyze();
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`);
}

for (const [name, [signedIn, path, act]] of Object.entries(pages)) {
  test(`axe finds nothing on ${name}`, async ({ page, ann }) => {
    const slug = await publish(ann, { body: markdown, tagList: ['a'] });
    await call('POST', `/articles/${slug}/comments`, { comment: { body: 'Hello' } }, ann.token);
    if (signedIn) await signIn(page, ann);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(path.replace('SLUG', slug).replace('USER', ann.username));
    await page.waitForLoadState('networkidle');
    await act?.(page);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await violations(new AxeBuilder({ page }))).toEqual([]);
      // Nothing sticks out to the side, either.
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
    // The themes differ in nothing but colours.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(new AxeBuilder({ page }).withRules(['color-contrast']))).toEqual([]);
  });
}

test('the site can be used with the keyboard alone', async ({ page, ann }) => {
  const press = async (key: string, until: string) => {
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press(key);
      const focused = page.locator(':focus');
      if (
        (await focused.count()) > 0 &&
        (await focused.evaluate((element, selector) => element.matches(selector), until))
      )
        return;
    }
    throw new Error(`${until} is not reached with ${key}`);
  };

  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip-link')).toBeFocused();
  await expect(page.locator('.skip-link')).toBeInViewport();
  await page.keyboard.press('Enter');
  await press('Tab', '.feed-toggle a');
  await page.keyboard.press('Shift+Tab');
  await press('Tab', 'a.preview-link');
  const outline = await page.locator(':focus').evaluate(element => getComputedStyle(element).outlineStyle);
  expect(outline).not.toBe('none');
  await page.keyboard.press('Enter');
  await expect(page.locator('.article-content')).toBeVisible();
  await expect(page.locator('main')).toBeFocused();

  await page.goto('/login');
  await press('Tab', 'input[name=email]');
  await page.keyboard.type(ann.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ann.password);
  await page.keyboard.press('Enter');
  await expect(page.locator(`a[href="/profile/${ann.username}"]`)).toBeVisible();

  await press('Shift+Tab', 'a[href="/editor"]');
  await page.keyboard.press('Enter');
  await press('Tab', 'input[name=title]');
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.type('No mouse');
  await press('Tab', 'textarea[name=body]');
  await page.keyboard.type('Typed.');
  await press('Tab', '[placeholder="Enter tags"]');
  await page.keyboard.type('keys');
  await page.keyboard.press('Enter');
  await press('Tab', 'button:has(> i)');
  await page.keyboard.press('Enter');
  await expect(page.locator('.tag-pill')).toHaveCount(0);
  await press('Tab', '.btn-primary');
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText('By keyboard');
});

test('nothing moves for those who asked for stillness', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(page.locator('.article-preview').first()).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  const transitions = await page
    .locator('.btn')
    .first()
    .evaluate(element => getComputedStyle(element).transitionDuration);
  expect(transitions).toBe('0s');
});
