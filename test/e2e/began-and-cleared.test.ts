import { expect, test } from 'vitest';
import type { WireMessage } from '../../infra/local/bus/bus.ts';
import { lift, quarantine } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { startConnector } from '../support/connector.ts';
import { documentedFetch } from '../support/contract/documented-answer.ts';
import { healthyJob } from '../support/jobs.ts';
import { withCloud } from '../support/with-cloud.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';
const jobId = 'scim.0a1b2c3d4e5f60718293a4b5c6d7e8f9.1c5e8a72-3b9d-4f06-8e21-7d4c9b0a6f35';

function tenantWithOneJob() {
  const tenant = createTenant();
  tenant.addPrincipal({
    id: servicePrincipalId,
    appId: '22222222-2222-4222-8222-222222222222',
    displayName: 'Fabrikam',
  });
  tenant.setJob(servicePrincipalId, healthyJob(jobId));
  return tenant;
}

const credentials = {
  code: 'InvalidCredentials',
  message: 'Your credentials are invalid.',
  tenantActionable: true,
};

function eventOf(message: WireMessage | undefined) {
  if (!message) throw new Error('no message arrived');
  return JSON.parse(message.body.toString('utf8'));
}

test('a quarantine is told when it begins and when it is proven to be over, byte by byte as promised', async () => {
  await withCloud({ tenant: tenantWithOneJob() }, async (cloud) => {
    const connector = await startConnector(cloud);
    const subscriber = await cloud.startSubscriber({ subscription: 'workflows' });

    expect(await connector.poll()).toMatchObject({ outcome: 'complete', jobsRead: 1, eventsSent: 0 });

    const at = new Date();
    cloud.tenant.changeJob(servicePrincipalId, jobId, (job) =>
      quarantine(job, { reason: 'EncounteredQuarantineException', error: credentials, at }),
    );
    const { seriesBegan } = JSON.parse(JSON.stringify(cloud.tenant.job(servicePrincipalId, jobId))).status
      .quarantine;
    // Cut to seconds: replicas write the digits after them differently.
    const episode = seriesBegan.replace(/\.\d+Z$/, '.000Z');
    expect(await connector.poll()).toMatchObject({ eventsRecorded: 1, eventsSent: 1, eventsWaiting: 0 });

    cloud.tenant.changeJob(servicePrincipalId, jobId, (job) => lift(job, new Date()));
    expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 0 });
    expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 1 });
    expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 0, jobsChanged: 0 });

    const [began, cleared, ...more] = cloud.bus.messages('provisioning-quarantine');
    expect(more).toEqual([]);
    for (const message of [began, cleared]) {
      const event = eventOf(message);
      expect(message?.bodyKind).toBe('data');
      expect(message?.properties).toMatchObject({
        messageId: event.id,
        subject: event.type,
        contentType: 'application/cloudevents+json; charset=utf-8',
      });
      expect(message?.applicationProperties).toMatchObject({
        cloudEvents_id: event.id,
        cloudEvents_type: event.type,
        cloudEvents_source: event.source,
        cloudEvents_sequence: event.sequence,
        tenantId: cloud.tenantId,
        servicePrincipalId,
        jobId,
        reason: 'EncounteredQuarantineException',
        errorCode: 'InvalidCredentials',
      });
      expect(event.source).toBe(
        `/tenants/${cloud.tenantId}/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}`,
      );
      expect(event.subject).toBe('Fabrikam');
    }
    const [begin, clear] = [eventOf(began), eventOf(cleared)];
    expect(begin).toMatchObject({ type: 'entra.provisioning.quarantine.began', time: episode });
    expect(begin.data).toMatchObject({
      episode,
      occurrence: 1,
      detection: 'observed',
      evidence: 'status',
    });
    expect(clear).toMatchObject({ type: 'entra.provisioning.quarantine.cleared' });
    expect(clear.data).toMatchObject({
      episode,
      occurrence: 1,
      cause: 'recovered',
      detection: 'confirmed',
    });
    expect(clear.data.clearedAfter <= clear.data.clearedBefore).toBe(true);
    expect(Number(clear.sequence)).toBe(Number(begin.sequence) + 1);
    expect(cleared?.properties.groupId).toBe(began?.properties.groupId);
    expect(cleared?.properties.correlationId).toBe(began?.properties.correlationId);

    await subscriber.until((messages) => messages.length === 2);
    // The client parses the bytes: a consumer gets an object, not a text in a text.
    expect(subscriber.messages.map(({ body }) => body)).toEqual([begin, clear]);
  });
});

test('what HTTP answers: the snapshot, 304, the history, the list, health, and errors that say what to do', async () => {
  await withCloud({ tenant: tenantWithOneJob() }, async (cloud) => {
    const connector = await startConnector(cloud);
    const path = `jobs/${servicePrincipalId}/${jobId}`;

    const early = await connector.get('jobs');
    expect(early.status).toBe(200);
    expect(await early.json()).toMatchObject({ value: [], observedAt: null });

    await connector.poll();
    cloud.tenant.changeJob(servicePrincipalId, jobId, (job) =>
      quarantine(job, { reason: 'EncounteredQuarantineException', error: credentials, at: new Date() }),
    );
    await connector.poll();

    const snapshot = await connector.get(path);
    expect(snapshot.status).toBe(200);
    expect(snapshot.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await snapshot.json()).toMatchObject({
      servicePrincipalId,
      jobId,
      displayName: 'Fabrikam',
      state: 'quarantined',
      reason: 'EncounteredQuarantineException',
      stale: false,
      job: cloud.tenant.job(servicePrincipalId, jobId),
    });
    const etag = snapshot.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    expect((await connector.get(path, { 'if-none-match': etag })).status).toBe(304);
    await connector.poll();
    expect((await connector.get(path, { 'if-none-match': etag })).status).toBe(304);

    const history = await connector.json(`${path}/transitions`);
    expect(history.value).toHaveLength(1);
    expect(history.value[0]).toMatchObject({ event: { type: 'entra.provisioning.quarantine.began' } });

    const list = await connector.json('jobs?state=quarantined');
    expect(list.value).toMatchObject([{ jobId, state: 'quarantined' }]);
    expect((await connector.json('jobs?state=healthy')).value).toEqual([]);

    const health = await connector.get('health');
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'pass' });

    const unknown = await connector.get(`jobs/${servicePrincipalId}/nothing`);
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('x-ms-error-code')).toBe('JobNotFound');
    const bad = await connector.get('jobs?colour=red');
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ error: { target: 'colour' } });
    expect((await documentedFetch(`${connector.host.url}/api/jobs`)).status).toBe(401);

    await cloud.tables.stop();
    const down = await connector.get(path);
    expect(down.status).toBe(503);
    expect(Number(down.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await down.text()).not.toMatch(/at .*\(|node:internal/);
    await cloud.tables.start();
    expect((await connector.get(path)).status).toBe(200);
  });
});
