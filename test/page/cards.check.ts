import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cardIn } from '../../infra/azure/test/consumers/adaptive-card.ts';
import { everyEvent } from '../../infra/azure/test/consumers/every-event.ts';
import { runDigest } from '../../infra/azure/test/consumers/run-digest.ts';
import { messageOf, runNotice } from '../../infra/azure/test/consumers/run-notice.ts';
import { healthyJob, pausedJob, quarantinedJob } from '../support/jobs.ts';
import { stateOf, stubApp } from '../unit/http/stub-app.ts';
import { expectAccessible, useBrowser } from './use-browser.ts';

const visit = useBrowser();
const renderer = fileURLToPath(import.meta.resolve('adaptivecards/dist/adaptivecards.min.js'));
/** Berlin: an hour from UTC in winter. */
const reader = { timezoneId: 'Europe/Berlin', locale: 'en-GB', viewport: { width: 640, height: 900 } };

const document = (body: string) =>
  `<!doctype html><html lang="en"><title>A card</title><main style="font-family: sans-serif">${body}</main></html>`;

// As text: what runs in a page is no part of these programs. Bold words and links are all of Markdown that the cards use.
const render = (card: unknown) => `
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = text
      .replace(/&/g, '&amp;').replace(/</g, '&lt;')
      .replace(/\\*\\*(.+?)\\*\\*/g, '<b>$1</b>')
      .replace(/\\[([^\\]]*)\\]\\(([^)]*)\\)/g, '<a href="$2">$1</a>');
    result.didProcess = true;
  };
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig({ actions: { actionsOrientation: 'horizontal' } });
  const read = new AdaptiveCards.SerializationContext();
  card.parse(${JSON.stringify(card)}, read);
  document.querySelector('main').append(card.render());
  const complaints = [];
  for (let at = 0; at < read.eventCount; at += 1) complaints.push(read.getEventAt(at).message);
  const seen = [...document.querySelectorAll('.ac-pushButton')].map((button) => [button.textContent, button.getBoundingClientRect().top]);
  ({ complaints, buttons: seen.map(([text]) => text), rows: new Set(seen.map(([, top]) => top)).size, text: document.querySelector('main').innerText })`;

const rendered = z.object({
  complaints: z.array(z.string()),
  buttons: z.array(z.string()),
  rows: z.number(),
  text: z.string(),
});

/** A card as Microsoft's own renderer shows it. */
async function show(page: Page, message: unknown) {
  await page.setContent(document(''));
  await page.addScriptTag({ path: renderer });
  // In a block, so that its names are its own.
  return rendered.parse(await page.evaluate(`{${render(cardIn(message))}}`));
}

test.each(Object.entries(everyEvent()))(
  'the renderer of Adaptive Cards shows the whole card, in the time of its reader: %s',
  async (name, event) => {
    const { calls } = await runNotice(messageOf(event));
    await visit(reader, async ({ page, complaints }) => {
      const shown = await show(page, calls[0]?.body);
      expect(shown.complaints).toEqual([]);
      expect(shown.text).toContain('Salesforce');
      expect(shown.text).toMatch(/\d (Nov|Dec) 2026/);
      expect(shown.text).not.toMatch(/[{}]|\*\*/);
      expect(shown.buttons[0]).toBe('Open provisioning in Entra');
      expect(shown.buttons.length).toBeGreaterThan(1);
      expect(shown.rows).toBe(1);
      if (name === 'halt.began') expect(shown.text).toContain('Wed, 2 Dec 2026 10:05, at the latest');
      expect(complaints).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    });
  },
);

describe('the digest', () => {
  test('is shown whole, each line with its links', async () => {
    const jobs = [quarantinedJob(), pausedJob('scim.2'), healthyJob('scim.3')].map(stateOf);
    const { posted } = await runDigest(stubApp(jobs));
    await visit(reader, async ({ page }) => {
      const shown = await show(page, posted?.body);
      expect(shown.complaints).toEqual([]);
      expect(shown.text).toContain('2 provisioning jobs need attention');
      expect(shown.text).toMatch(/Quarantined since Sun, 1 Mar 2026 9:00$/m);
      expect(await page.getByRole('link', { name: 'What to do, and history' }).count()).toBe(2);
      expect(shown.buttons).toEqual(['Open the status page']);
    });
  });

  test('of nothing wrong is shown too', async () => {
    const { posted } = await runDigest(stubApp([]));
    await visit(reader, async ({ page }) => {
      const shown = await show(page, posted?.body);
      expect(shown.complaints).toEqual([]);
      expect(shown.text).toContain('Nothing is wrong with provisioning');
    });
  });
});

test('the mail in HTML is accessible, and says what the plain one says', async () => {
  const mail = { postToTeams: false, sendMail: true, mailReceivers: ['a@example.com'] };
  const { calls } = await runNotice(messageOf(everyEvent()['quarantine.began.with-advice'] ?? ''), mail);
  const { html, plainText } = z
    .object({ content: z.object({ html: z.string(), plainText: z.string() }) })
    .parse(calls[0]?.body).content;
  await visit(reader, async ({ page }) => {
    await page.setContent(document(html));
    await expectAccessible(page);
    const text = String(await page.evaluate('document.body.innerText')).replaceAll('\t', ': ');
    const addresses = /: https:.*$/gm;
    for (const line of plainText.replaceAll(addresses, '').split('\n')) expect(text).toContain(line);
  });
});
