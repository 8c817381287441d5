import { expect, test } from 'vitest';
import { createToken } from '../../infra/local/identity/token.ts';
import { setScene } from '../../infra/local/scenario/play.ts';
import { tour } from '../../infra/local/scenario/tour.ts';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';
import { useBrowser } from './use-browser.ts';

const visit = useBrowser();
const clientId = 'api://connector';
const caller = '33333333-3333-4333-8333-333333333333';

test('whom the platform signed in walks through the pages without a key', async () => {
  await withCloud({}, async (cloud) => {
    const { tenantId } = cloud;
    setScene(cloud.tenant, tour);
    const { host } = await startConnector(cloud, {
      easyAuth: { clientId, tenantId, allowedClientApplications: [caller] },
      settings: { HTTP_AUTH: 'entra' },
    });
    const token = createToken({
      tenantId,
      audience: clientId,
      clientId: caller,
      principalId: caller,
      roles: [],
      issuedAt: new Date(),
      lifetimeSeconds: 600,
    });
    const extraHTTPHeaders = { authorization: `Bearer ${token.value}` };
    const polled = await fetch(`${host.url}/api/poll`, { method: 'POST', headers: extraHTTPHeaders });
    expect(polled.status).toBe(200);
    await visit({ extraHTTPHeaders }, async ({ page, complaints }) => {
      await page.goto(`${host.url}/api/status`);
      await page.click('article h3 a >> nth=0');
      await page.waitForSelector('text=Raw data');
      expect(new URL(page.url()).search).toBe('');
      await page.click('text=Check now');
      await expect.poll(() => page.locator('#said').textContent()).toMatch(/^Checked: \d+ jobs read\.$/);
      await page.click('text=All jobs');
      await page.waitForSelector('#jobs');
      expect(complaints).toEqual([]);
    });
    await visit({}, async ({ page }) => {
      expect((await page.goto(`${host.url}/api/status`))?.status()).toBe(401);
    });
  });
});
