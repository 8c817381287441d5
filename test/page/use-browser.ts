import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchChromium } from './chromium.ts';

/** A page, and what its browser had to complain about. */
export interface Visit {
  readonly page: Page;
  /** Violations of the policy, errors of scripts and whatever else came to the console as an error. */
  readonly complaints: string[];
}

/** A browser for the tests of a file; each visit is a context of its own, and gone with the test that made it. */
export function useBrowser() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  return async function visit<T>(
    options: BrowserContextOptions,
    body: (visit: Visit) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext(options);
    const complaints: string[] = [];
    try {
      const page = await context.newPage();
      page.on('console', (message) => {
        // Of a JSON answer, which cannot name another, the browser asks for the site's icon.
        const isOurs = !message.location().url.endsWith('/favicon.ico');
        if (message.type() === 'error' && isOurs) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.addInitScript(tellViolations);
      return await body({ page, complaints });
    } finally {
      await context.close();
    }
  };
}

// As text: what runs in a page is no part of these programs.
const tellViolations = `document.addEventListener('securitypolicyviolation', (violation) =>
  console.error('policy: ' + violation.violatedDirective + ' ' + violation.blockedURI))`;

/**
 * Nothing that axe-core knows to be wrong, best practices included, and nothing wider than the window. In legacy mode, since
 * the pages have no frames: the other one opens a window for each look.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}
