import { expect, publish, signIn, test } from './fixtures';

// scripts/budget.mjs measures the files of the build; these tests, that a browser asks for no others.
const paths = [
  '/',
  '/tag/a',
  '/article/SLUG',
  '/profile/USER',
  '/editor',
  '/editor/SLUG',
  '/settings',
  '/nothing',
];

for (const path of paths) {
  test(`the first visit to ${path} stays in the budget`, async ({ page, ann }) => {
    const slug = await publish(ann, { tagList: ['a'] });
    await signIn(page, ann);
    await page.goto(path.replace('SLUG', slug).replace('USER', ann.username));
    await expect(page.locator('main :is(h1, h4)').first()).toBeAttached();
    await page.waitForLoadState('networkidle');
    const bytes = await page.evaluate(() => {
      const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const sum = (kind: RegExp) =>
        entries
          .filter(entry => kind.test(entry.name))
          .reduce((total, entry) => total + entry.encodedBodySize, 0);
      return { js: sum(/\.js$/), css: sum(/\.css$/) };
    });
    expect(bytes.js).toBeGreaterThan(5000);
    expect(bytes.js).toBeLessThanOrEqual(18_000);
    expect(bytes.css).toBeLessThanOrEqual(4000);
  });
}
