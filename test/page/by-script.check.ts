import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quarantinedJob } from '../support/jobs.ts';
import { stormApplications } from './story/applications.ts';
import { type ServedRig, serveApp, serveRig } from './story/serve-rig.ts';
import { fabrikam, severalTenants } from './story/several-tenants.ts';
import { idOf, storyIndex, storyJobId, tellStory } from './story/tell-story.ts';
import { useBrowser } from './use-browser.ts';

const visit = useBrowser();
let site: ServedRig;
let stormSite: ServedRig;

beforeAll(async () => {
  site = await serveRig(await tellStory());
  stormSite = await serveRig(await tellStory(stormApplications));
});
afterAll(async () => {
  await site.close();
  await stormSite.close();
});

const status = (query = '') => `${site.url}/api/status${query}`;
const job = (name: string) =>
  `${site.url}/api/jobs/${idOf(storyIndex(name))}/${storyJobId(storyIndex(name))}`;
const figureOf = (page: Page, name: string) =>
  page.locator('article', { hasText: 'Salesforce' }).locator('dl > div', { hasText: name }).locator('dd');
const said = (page: Page) => page.locator('#said').textContent();
const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent');
/** What can be seen of an element. As text, here and below: what runs in a page is no part of these programs. */
const visibleText = (page: Page, element: string) =>
  page.evaluate<string>(`document.querySelector('${element}').innerText`);
const hidden = "Object.defineProperty(document, 'hidden', { get: () => true })";

test('times are those of the reader, and say so; without a script they are UTC, and say so', async () => {
  await visit({ timezoneId: 'Asia/Tokyo' }, async ({ page, complaints }) => {
    await page.goto(status());
    expect(await figureOf(page, 'For').textContent()).toContain('since 6 Sep, 13:24');
    expect(await page.locator('.foot').textContent()).toContain(
      'As of 15 Sep 2026, 18:14. Times are local (Asia/Tokyo).',
    );
    const title = await figureOf(page, 'For').locator('.sub time').getAttribute('title');
    expect(title).toBe('6 Sep 2026, 04:24:00 UTC');
    expect(
      await page.locator('article', { hasText: 'Snowflake' }).locator('.reason').textContent(),
    ).toContain('Its last run ended at 15 Sep, 07:58.');
    expect(complaints).toEqual([]);
  });
  await visit({ timezoneId: 'Asia/Tokyo', javaScriptEnabled: false }, async ({ page }) => {
    await page.goto(status());
    expect(await figureOf(page, 'For').textContent()).toContain('since 6 Sep, 04:24 UTC');
    expect(await page.locator('.foot').textContent()).toContain('Times are UTC.');
    expect(await visibleText(page, 'body')).toContain('Scripts are off: this page does not refresh itself.');
    expect(await page.locator('button:visible').allTextContents()).toEqual(['Apply']);
  });
});

test('ages go on between two refreshes, by the clock of the page and not by that of the reader', async () => {
  await visit({}, async ({ page }) => {
    await page.clock.install({ time: new Date('2019-01-01T00:00:00Z') });
    await page.goto(status());
    expect(await page.locator('.freshness').textContent()).toBe('Checked 2 minutes ago');
    expect(await figureOf(page, 'Next attempt').locator('.figure').textContent()).toBe('in 87 minutes');
    await page.route(/status/, (route) => route.abort());
    await page.clock.runFor(61_000);
    expect(await page.locator('.freshness').textContent()).toBe('Checked 3 minutes ago');
    expect(await figureOf(page, 'Next attempt').locator('.figure').textContent()).toBe('in 86 minutes');
  });
});

test('a tab that nobody looks at has its title and its icon refreshed too, more rarely', async () => {
  await visit({}, async ({ page }) => {
    const own = await tellStory();
    const ownSite = await serveRig(own);
    await page.clock.install();
    await page.goto(`${ownSite.url}/api/status`);
    const iconOf = () => page.locator('link[rel=icon]').getAttribute('href');
    const icon = await iconOf();
    expect(await page.title()).toBe('7 jobs need attention · Provisioning');
    expect(decodeURIComponent(icon ?? '')).toMatch(/^data:image\/svg\+xml,<svg .*>7<\/text><\/svg>$/);
    await page.evaluate(hidden);
    own.source.set(idOf(storyIndex('Box')), [quarantinedJob()], 'Box');
    await own.poll();
    await page.clock.runFor(90_000);
    expect(await page.title()).toBe('7 jobs need attention · Provisioning');
    await page.clock.runFor(240_000);
    await expect.poll(() => page.title()).toBe('8 jobs need attention · Provisioning');
    expect(await iconOf()).not.toBe(icon);
    await ownSite.close();
  });
});

test('an answer that is slow is waited for: the page asks no second time beside it', async () => {
  await visit({}, async ({ page }) => {
    await page.clock.install();
    await page.goto(status());
    let asked = 0;
    await page.route(/status/, () => {
      asked += 1;
    });
    await page.clock.runFor(200_000);
    expect(asked).toBe(1);
  });
});

test('the page says how often it refreshes: every few seconds where the connector polls as often', async () => {
  const quick = await tellStory(stormApplications.slice(-2));
  quick.now = new Date(Date.parse(quick.now) - 115_000).toISOString();
  const quickSite = await serveRig(quick);
  await visit({}, async ({ page }) => {
    await page.goto(status());
    expect(await page.locator('.foot').textContent()).toContain('This page refreshes itself every minute.');
    await page.goto(`${quickSite.url}/api/status`);
    expect(await page.locator('.foot').textContent()).toContain(
      'This page refreshes itself every 5 seconds.',
    );
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.method()));
    await expect.poll(() => asked, { timeout: 9_000 }).toEqual(['GET']);
  });
  await quickSite.close();
});

test('“Check now” polls with the key of the address, says what came of it, and shows it at once', async () => {
  await visit({}, async ({ page, complaints }) => {
    const own = await serveRig(await tellStory());
    await page.goto(`${own.url}/api/status?code=s3cret`);
    const asked: string[] = [];
    page.on('request', (request) =>
      asked.push(`${request.method()} ${new URL(request.url()).pathname}${new URL(request.url()).search}`),
    );
    await page.click('text=Check now');
    await expect.poll(() => said(page)).toMatch(/^Checked: \d+ jobs read\./);
    expect(asked).toEqual(['POST /api/poll?code=s3cret', 'GET /api/status?code=s3cret']);
    expect(await page.locator('button[data-polls]').textContent()).toBe('Check now');

    await page.route(/poll/, (route) =>
      route.fulfill({
        status: 409,
        json: { error: { code: 'PollInProgress', message: 'Another poll is at work.' } },
      }),
    );
    await page.click('text=Check now');
    await expect.poll(() => said(page)).toBe('Another poll is at work.');
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
    await own.close();
  });
});

test('keys: a slash searches, Escape leaves, j and k and then the arrows go from job to job', async () => {
  await visit({}, async ({ page }) => {
    await page.goto(status());
    const names = await page.locator('a.job').allTextContents();
    await page.keyboard.press('j');
    expect(await focused(page)).toBe(names[0]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe(names[2]);
    await page.keyboard.press('k');
    expect(await focused(page)).toBe(names[1]);
    await page.keyboard.press('/');
    await page.keyboard.type('jk/');
    expect(await page.inputValue('input[name=q]')).toBe('jk/');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
    await page.keyboard.press('Enter');
    expect(page.url()).toBe(status());
  });
});

test('from the page over all tenants one goes into a tenant, to a job and back, by the keyboard', async () => {
  await visit({}, async ({ page, complaints }) => {
    const several = await serveApp(await severalTenants());
    const all = `${several.url}/api/tenants`;
    await page.goto(`${all}?code=s3cret`);
    expect(await page.content()).not.toContain('s3cret');
    const names = await page.locator('a.job').allTextContents();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe(names[1]);
    await page.keyboard.press('/');
    await page.keyboard.type('fabri');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=fabri/);
    expect(await page.locator('table.tenants tbody tr').count()).toBe(1);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${all}/${fabrikam}/status?code=s3cret`);
    expect(await page.locator('h1').textContent()).toMatch(/^Fabrikam .*: 7 jobs need attention$/);
    await page.click('article h3 a >> nth=0');
    await page.waitForSelector('text=Raw data');
    expect(page.url()).toContain(`${all}/${fabrikam}/jobs/`);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.click('text=Check now');
    await expect.poll(() => said(page)).toMatch(/^Checked: \d+ jobs read\.$/);
    expect(asked[0]).toBe(`POST /api/tenants/${fabrikam}/poll`);
    await page.click('nav.crumb >> text=All jobs of Fabrikam');
    await page.waitForSelector('#jobs');
    await page.click('nav.crumb >> text=All tenants');
    await page.waitForURL(`${all}?code=s3cret`);
    expect(complaints).toEqual([]);
    await several.close();
  });
});

test('many jobs of one cause are folded, stay unfolded over a refresh, and are told apart where they share a name', async () => {
  await visit({}, async ({ page }) => {
    await page.clock.install();
    await page.goto(`${stormSite.url}/api/status`);
    expect(await page.locator('.urgent article').count()).toBe(2);
    await page.click('text=The 60 jobs');
    const branches = page.locator('.storm li', { hasText: 'Branch office' });
    const tags = await branches.locator('.tag').allTextContents();
    expect([tags.length, new Set(tags).size]).toEqual([3, 3]);
    const before = page.locator('main');
    await before.evaluate("(main) => main.setAttribute('data-old', '')");
    await page.clock.runFor(61_000);
    await expect.poll(() => page.locator('main[data-old]').count()).toBe(0);
    expect(await page.locator('.storm li:visible').count()).toBe(60);
  });
});

test('where a filter is chosen no job is listed twice, and what is wrong stands beside it', async () => {
  await visit({}, async ({ page }) => {
    await page.goto(status('?state=quarantined'));
    const names = await page.locator('a.job').allTextContents();
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
    expect(await page.locator('table.jobs').textContent()).toContain(
      'The application no longer accepts the credentials',
    );
  });
});

test('ids are copied as the portal names them', async () => {
  await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page }) => {
    await page.goto(job('Salesforce'));
    for (const [name, id] of [
      ['Job ID', storyJobId(storyIndex('Salesforce'))],
      ['Object ID', idOf(storyIndex('Salesforce'))],
    ]) {
      await page.click(`button[aria-label="Copy: ${name}"]`);
      await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(id);
    }
  });
});

test('a print is light, with its date and its address, and without the key', async () => {
  await visit({ colorScheme: 'dark' }, async ({ page }) => {
    await page.goto(status('?code=s3cret&days=90'));
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(22, 25, 29)');
    const text = await visibleText(page, 'main');
    expect(text).toContain('As of 1');
    expect(text).toContain(status('?days=90'));
    expect(text).not.toContain('s3cret');
    expect(text).not.toContain('Check now');
  });
});

test('on a phone a healthy job without a past is one line', async () => {
  await visit({ viewport: { width: 390, height: 800 } }, async ({ page }) => {
    await page.goto(status());
    const box = await page.locator('table.jobs tr', { hasText: 'Asana' }).boundingBox();
    expect(box?.height).toBeLessThan(48);
    expect(
      await page.locator('table.jobs tr', { hasText: 'Asana' }).locator('.state').textContent(),
    ).toContain('Healthy');
  });
});
