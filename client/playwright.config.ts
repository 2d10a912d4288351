import { defineConfig } from '@playwright/test';
import { chromium } from './scripts/browser.mjs';

// Against the server at CONDUIT_URL, or one that global-setup.ts starts.
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: '../build/e2e',
  // Generous: a loaded machine is slow, not wrong.
  // A busy build machine may starve a browser; a second failure is a failure, and the report names what needed two tries.
  retries: process.env.CI ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  workers: 2,
  reporter: [['list'], ['html', { outputFolder: '../build/e2e-report', open: 'never' }]],
  use: { launchOptions: chromium, viewport: { width: 1280, height: 800 }, trace: 'retain-on-failure' },
});
