import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { populate } from '../../infra/local/graph/populate.ts';
import { setScene } from '../../infra/local/scenario/play.ts';
import { createStage } from '../../infra/local/scenario/stage.ts';
import { tour } from '../../infra/local/scenario/tour.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { useBrowser } from './use-browser.ts';

const visit = useBrowser();
let cloud: Cloud;
let connector: Connector;

beforeAll(async () => {
  cloud = await startCloud();
  setScene(cloud.tenant, tour);
  populate(cloud.tenant, { principals: 60, jobs: 120 });
  connector = await startConnector(cloud);
  await connector.poll();
});
afterAll(() => cloud.close());

const home = (query = '') =>
  `${connector.host.url}/api/status?code=${encodeURIComponent(connector.host.functionKey)}${query}`;
const keyOf = (page: Page) => new URL(page.url()).searchParams.get('code');
const headline = (page: Page) => page.locator('h1').textContent();

test('the key of the address stands nowhere in the page, and every link and form takes it along', async () => {
  await visit({}, async ({ page, complaints }) => {
    const key = connector.host.functionKey;
    await page.goto(home());
    expect(await page.content()).not.toContain(key);
    expect(await page.content()).not.toContain(encodeURIComponent(key));

    await page.click('nav.days >> text=90 days');
    await expect.poll(() => page.url()).toContain('days=90');
    await page.fill('input[name=q]', 'box');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('q=box');
    expect(await page.locator('table.jobs tbody tr').count()).toBeGreaterThan(0);
    expect(page.url()).toContain('days=90');
    await page.click('table.jobs tbody th a >> nth=0');
    await page.waitForSelector('text=Raw data');
    expect(keyOf(page)).toBe(key);
    expect(await page.content()).not.toContain(key);

    await page.click('text=This job as JSON');
    await page.waitForURL(/format=json/);
    expect(JSON.parse((await page.locator('body').textContent()) ?? '')).toMatchObject({
      state: 'quarantined',
    });
    await page.goBack();
    await page.click('text=All jobs');
    await page.waitForSelector('#jobs');
    expect(keyOf(page)).toBe(key);
    expect(complaints).toEqual([]);
  });
});

test('state, order and pages are chosen without a script as with one', async () => {
  await visit({ javaScriptEnabled: false }, async ({ page }) => {
    const headers = { 'x-functions-key': connector.host.functionKey };
    await page.context().setExtraHTTPHeaders(headers);
    await page.goto(`${connector.host.url}/api/status`);
    expect(await headline(page)).toMatch(/^\d+ jobs need attention$/);
    await page.click('text=Next →');
    expect(await page.locator('nav.pager').textContent()).toContain('Page 2 of 2');
    await page.selectOption('select[name=state]', 'quarantined');
    await page.selectOption('select[name=sort]', 'disable');
    await page.click('text=Apply');
    const states = await page.locator('table.jobs td.state').allTextContents();
    expect(states.length).toBeGreaterThan(0);
    expect(states.filter((text) => !text.includes('Quarantined'))).toEqual([]);
  });
});

test('a page that stays open shows a new quarantine, says when it cannot, and leaves whoever types alone', async () => {
  await visit({}, async ({ page }) => {
    await page.clock.install();
    await page.goto(home());
    const before = await headline(page);
    await createStage(cloud).perform({
      verb: 'fail',
      application: 'Zendesk',
      reason: 'EncounteredEscrowProportionThreshold',
    });
    await connector.poll();
    await page.focus('input[name=q]');
    await page.clock.runFor(70_000);
    expect(await headline(page)).toBe(before);
    await page.evaluate('document.activeElement.blur()');
    await page.clock.runFor(6_000);
    await expect.poll(() => headline(page)).not.toBe(before);
    expect(await page.locator('#said').textContent()).toBe(await headline(page));

    await page.route(/status/, (route) => route.abort());
    await page.clock.runFor(70_000);
    await expect.poll(() => page.locator('#said').textContent()).toContain('Could not refresh');
  });
});

test('a command is copied as it is shown, without a word around it; without a script there is no button for it', async () => {
  await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page, complaints }) => {
    await page.goto(home());
    await page.click('article h3 a >> nth=0');
    const button = page.locator('button.copy:visible').first();
    await button.click();
    await expect.poll(() => page.locator('#said').textContent()).toBe('Copied.');
    const shown = await page.locator('.copied', { has: button }).first().locator('pre').textContent();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(shown);
    expect(shown).toMatch(/^(?:Connect-MgGraph|az rest) /);
    expect(complaints).toEqual([]);
  });
  await visit({ javaScriptEnabled: false }, async ({ page }) => {
    const headers = { 'x-functions-key': connector.host.functionKey };
    await page.context().setExtraHTTPHeaders(headers);
    await page.goto(`${connector.host.url}/api/status`);
    await page.click('article h3 a >> nth=0');
    await page.waitForSelector('.copied pre');
    expect(await page.locator('button.copy:visible').count()).toBe(0);
  });
});

test('all of it can be reached by the keyboard, in the order in which it is read', async () => {
  await visit({}, async ({ page }) => {
    await page.goto(home('&state=quarantined'));
    const walked: string[] = [];
    for (let steps = 0; steps < 60; steps++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate<string>(
        "document.activeElement.getAttribute('name') ?? document.activeElement.textContent",
      );
      if (walked.length > 0 && focused === walked[0]) break;
      walked.push(focused.trim());
    }
    const inOrder = ['Check now', '30 days', 'q', 'state', 'sort', 'Apply', 'As CSV', 'Box'];
    const places = inOrder.map((name) => walked.indexOf(name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    await page.keyboard.press('Tab');
  });
});
