import { expect, test } from 'vitest';
import { quarantine } from '../../infra/local/graph/job.ts';
import { populate } from '../../infra/local/graph/populate.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';
import { expectAccessible, useBrowser } from './use-browser.ts';

const visit = useBrowser();

test('5,000 jobs fill fifty pages, and those in quarantine are at hand on each', async () => {
  const tenant = createTenant();
  populate(tenant, { principals: 2000, jobs: 5000 });
  const at = new Date(Date.now() - 3_600_000);
  for (let number = 0; number < 80; number++) {
    const principalId = `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
    const [first] = tenant.jobs(principalId) ?? [];
    if (!first) throw new Error('the tenant is smaller than it should be');
    tenant.changeJob(principalId, first.id, (job) => quarantine(job, { reason: 'IngestionInterrupted', at }));
  }
  await withCloud({ tenant }, async (cloud) => {
    const connector = await startConnector(cloud);
    await connector.poll();
    const start = performance.now();
    const answer = await connector.get('status');
    const bytes = (await answer.text()).length;
    process.stdout.write(
      `5,000 jobs: ${Math.round(performance.now() - start)} ms, ${Math.round(bytes / 1024)} KiB\n`,
    );
    await visit({}, async ({ page, complaints }) => {
      await page.context().setExtraHTTPHeaders({ 'x-functions-key': connector.host.functionKey });
      await page.goto(`${connector.host.url}/api/status?page=50`);
      expect(await page.locator('h1').textContent()).toBe('80 jobs are in quarantine');
      expect(await page.locator('section.urgent article').count()).toBe(1);
      await page.click('text=The 80 jobs');
      expect(await page.locator('details.storm li').count()).toBe(80);
      expect(await page.locator('table.jobs tbody tr').count()).toBe(100);
      await expectAccessible(page);
      await page.click('.tally >> text=Quarantined');
      await expect.poll(() => page.locator('table.jobs tbody tr').count()).toBe(80);
      expect(await page.locator('section.urgent').count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  });
});
