import { expect, test } from 'vitest';
import { lift, quarantine } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { type Answer, startConnector } from '../support/connector.ts';
import { claimedUntil } from '../support/end-claims.ts';
import { healthyJob } from '../support/jobs.ts';
import { pollOnceFree } from '../support/poll-now.ts';
import { listenInSilence } from '../support/silence.ts';
import { withCloud } from '../support/with-cloud.ts';

const principal = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;
const topic = 'provisioning-quarantine';

function tenantOf(jobs: number) {
  const tenant = createTenant();
  for (let n = 0; n < jobs; n++) {
    tenant.addPrincipal({ id: principal(n), appId: principal(1000 + n), displayName: `App ${n}` });
    tenant.setJob(principal(n), healthyJob(`scim.${n}`));
  }
  return tenant;
}

test('killed between the commit and the acknowledgement, it sends the recorded id and bytes after its restart', async () => {
  await withCloud({ tenant: tenantOf(1) }, async (cloud) => {
    const first = await startConnector(cloud);
    await first.poll();
    cloud.tenant.changeJob(principal(0), 'scim.0', (job) =>
      quarantine(job, { reason: 'TooManyDeletes', at: new Date() }),
    );
    // A bus that takes the connection and says nothing: the event is committed and its send waits. The moment to die.
    await cloud.bus.pause();
    const silence = await listenInSilence(cloud.bus.port);
    await first.host.invoke('poll');
    let recorded: Answer;
    do {
      recorded = await first.json(`jobs/${principal(0)}/scim.0/transitions`);
    } while (recorded.value.length === 0);
    await first.host.kill();
    const killedAt = Date.now();
    await silence.close();
    expect((await claimedUntil(cloud)) - killedAt).toBeLessThanOrEqual(30_000);
    expect(
      first.host.logs.some(
        ({ message }) => message.startsWith('{"line":"poll"') && message.includes('"eventsRecorded":1'),
      ),
    ).toBe(false);
    expect(cloud.bus.messages(topic)).toEqual([]);

    await cloud.bus.resume();
    const second = await startConnector(cloud);
    // The killed run still claims to work, for half a minute at most; that is the only time in which nothing happens.
    expect(await pollOnceFree(second)).toMatchObject({ counts: { eventsSent: 1 } });
    const [message, ...more] = cloud.bus.messages(topic);
    expect(more).toEqual([]);
    expect(JSON.parse(message?.body.toString('utf8') ?? '')).toEqual(recorded.value[0]?.event);
    expect(message?.properties.messageId).toBe(recorded.value[0]?.event.id);
  });
});

test('an acknowledgement that was lost makes a repeat of the same id and bytes, and no second event', async () => {
  await withCloud({ tenant: tenantOf(1) }, async (cloud) => {
    const connector = await startConnector(cloud);
    const subscriber = await cloud.startSubscriber({ subscription: 'workflows' });
    await connector.poll();
    cloud.tenant.changeJob(principal(0), 'scim.0', (job) =>
      quarantine(job, { reason: 'TooManyDeletes', at: new Date() }),
    );
    cloud.bus.loseAcknowledgements(topic, 1);
    await connector.poll();
    await connector.poll();
    const messages = cloud.bus.messages(topic);
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) {
      expect(message.body).toEqual(messages[0]?.body);
      expect(message.properties).toEqual(messages[0]?.properties);
    }
    await subscriber.until((received) => received.length === 1);
    expect(subscriber.messages).toHaveLength(1);
  });
});

test('while the bus is away for several polls nothing is lost, and each job keeps its order', async () => {
  await withCloud({ tenant: tenantOf(3) }, async (cloud) => {
    const connector = await startConnector(cloud);
    await connector.poll();
    await cloud.bus.pause();
    for (let n = 0; n < 3; n++) {
      cloud.tenant.changeJob(principal(n), `scim.${n}`, (job) =>
        quarantine(job, { reason: 'EncounteredQuarantineException', at: new Date() }),
      );
    }
    expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 0, eventsWaiting: 3 });
    for (let n = 0; n < 3; n++) {
      cloud.tenant.changeJob(principal(n), `scim.${n}`, (job) => lift(job, new Date()));
    }
    await connector.poll();
    const late = await connector.poll();
    expect(late).toMatchObject({ outcome: 'complete', eventsSent: 0, eventsWaiting: 6 });
    expect(late.failures[0]?.detail).toMatch(/Service Bus/);

    await cloud.bus.resume();
    expect(await connector.poll()).toMatchObject({ eventsSent: 6, eventsWaiting: 0 });
    const sent = cloud.bus.messages(topic).map((message) => JSON.parse(message.body.toString('utf8')));
    for (let n = 0; n < 3; n++) {
      const ofJob = sent.filter((event) => event.subject === `App ${n}`);
      expect(ofJob.map((event) => event.type.split('.').at(-1))).toEqual(['began', 'cleared']);
      expect(Number(ofJob[1].sequence)).toBe(Number(ofJob[0].sequence) + 1);
    }
  });
});
