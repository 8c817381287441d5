import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { html } from '../../../src/page/html.ts';
import { page } from '../../../src/page/layout.ts';

const fileText = (name: string) => readFile(new URL(`../../../src/page/${name}`, import.meta.url), 'utf8');

test('a page holds its style and its script as they stand in their files, each with the nonce', async () => {
  const text = await page({
    title: 'Jobs',
    nonce: 'n0nce',
    live: undefined,
    icon: { tone: 'well', count: 0 },
    body: html`<h1>Jobs</h1>`,
  });
  expect(text).toContain(`<style nonce="n0nce">${await fileText('style.css')}</style>`);
  expect(text).toContain(`<script type="module" nonce="n0nce">${await fileText('browser.js')}</script>`);
});

test('neither file can end the element that it stands in', async () => {
  expect(await fileText('style.css')).not.toMatch(/<\/style/i);
  expect(await fileText('browser.js')).not.toMatch(/<\/script|<!--/i);
});
