import { expect, test } from 'vitest';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { stagedApp } from '../../infra/staged-app.ts';
import { expectSafeText, expectSafeTexts } from '../fuzz/expect-safe.ts';
import { quarantinedJob } from '../support/jobs.ts';
import { withCloud } from '../support/with-cloud.ts';
import { startWitness } from './witness.ts';

/** What turns a log into another one, a terminal red, and a page into a script. */
const hostile = `\u0000\u001b[31mred\u001b]0;title\u0007\r\n{"line":"poll","outcome":"complete"}\n\u009b1m\u0085\ud800<script>alert(1)</script>`;
const texts = [
  hostile,
  `${hostile}${'x'.repeat(1_000_000)}`,
  `<!DOCTYPE html><html><body onload="alert(1)">${hostile}</body></html>`,
];
const principal = (index: number) => `${index}1111111-1111-4111-8111-111111111111`;
const longestLine = 20_000;

/** A tenant of a quarantined job for each text, which stands wherever Graph can put one. */
function tenant() {
  const tenant = createTenant();
  for (const [index, text] of texts.entries()) {
    const id = principal(index);
    tenant.addPrincipal({ id, appId: id, displayName: text });
    tenant.setJob(id, quarantinedJob(undefined, { error: { code: text, message: text }, reason: text }));
  }
  return tenant;
}

test("Graph's texts are bounded and clean wherever they come to light", async () => {
  await withCloud({ tenant: tenant() }, async (cloud) => {
    const settings = { WATCH_FILTER: 'accountEnabled eq true', DISCOVERY_INTERVAL: 'PT0.001S' };
    const witness = await startWitness(cloud, { appFolder: stagedApp, settings });
    const { faults } = cloud.graph;
    const toldBy = async (path: string, method?: string) =>
      JSON.parse((await witness.ask(path, method)).text);
    await witness.ask('poll', 'POST');
    for (const [index, text] of texts.entries()) {
      for (const status of [400, 403]) {
        const error = { code: text, message: text };
        const mend = faults.add({ match: { path: /servicePrincipals/ }, status, error });
        expectSafeTexts(await toldBy('poll', 'POST'), 'the summary');
        expectSafeTexts(await toldBy('health'), 'health');
        expectSafeText(
          (await toldBy(`jobs/${principal(index)}/scim.1`)).unreadable.detail,
          'the mark of a job',
        );
        mend();
      }
    }
    for (const text of texts) faults.add({ match: { path: /synchronization|batch/ }, body: text, times: 1 });
    expectSafeTexts(await toldBy('poll', 'POST'), 'the summary');
    expectSafeTexts(await toldBy('health'), 'health');

    const lines = witness.host.logs.filter(({ category }) => category.endsWith('.User'));
    expect(lines.length).toBeGreaterThan(10);
    for (const { message } of lines) {
      expect(message).not.toMatch(/\p{Cc}|\p{Cs}/u);
      expect(message.length).toBeLessThan(longestLine);
      expectSafeTexts(JSON.parse(message), 'a line of the log');
    }
    expect(lines.filter(({ message }) => message.includes('Check WATCH_FILTER')).length).toBeGreaterThan(0);
    const events = cloud.bus.messages('provisioning-quarantine');
    expect(events).toHaveLength(texts.length);
    for (const { body, properties, applicationProperties } of events) {
      expectSafeTexts([JSON.parse(body.toString('utf8')), properties, applicationProperties], 'an event');
    }
    const { value } = await toldBy('jobs');
    expect(value).toHaveLength(texts.length);
    for (const { unreadable, reason, errorCode, displayName } of value) {
      expectSafeTexts([unreadable, reason, errorCode, displayName], 'a job');
    }
  });
});
