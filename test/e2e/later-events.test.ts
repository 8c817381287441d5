import { expect, test } from 'vitest';
import type { Cloud } from '../../infra/local/cloud.ts';
import { lift, quarantine, retry, type SynchronizationJob } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { endClaims } from '../support/end-claims.ts';
import { healthyJob } from '../support/jobs.ts';
import { pollNow } from '../support/poll-now.ts';
import { listenInSilence } from '../support/silence.ts';
import { withCloud } from '../support/with-cloud.ts';

const principal = '11111111-1111-4111-8111-000000000001';
const topic = 'provisioning-quarantine';
const path = `jobs/${principal}/scim.1`;
const settings = { EMIT_CHANGED: 'true', REMIND_BEFORE_DISABLE: 'P7D' };
const day = 24 * 60 * 60_000;

function tenantOfOne() {
  const tenant = createTenant();
  tenant.addPrincipal({ id: principal, appId: principal.replace(/1$/, '2'), displayName: 'Zendesk' });
  tenant.setJob(principal, healthyJob('scim.1'));
  return tenant;
}

/** The job's verbs, by what becomes of its quarantine. */
function verbsOn({ tenant }: Cloud) {
  const change = (verb: (job: SynchronizationJob) => SynchronizationJob) =>
    tenant.changeJob(principal, 'scim.1', verb);
  return {
    begin: (daysAgo: number) =>
      change((job) =>
        quarantine(job, { reason: 'TooManyDeletes', at: new Date(Date.now() - daysAgo * day) }),
      ),
    /** The retry fails, for another reason. */
    failFor: (reason: string) =>
      change((job) => {
        const { status, ...others } = retry(job, new Date());
        const current = status?.quarantine;
        if (!current) throw new Error('it is not in quarantine');
        return { ...others, status: { ...status, quarantine: { ...current, reason } } };
      }),
    end: () => change((job) => lift(job, new Date())),
  };
}

const sentOf = (cloud: Cloud) =>
  cloud.bus.messages(topic).map(({ body }) => JSON.parse(body.toString('utf8')));
const kindsOf = (cloud: Cloud) => sentOf(cloud).map(({ type }) => type.split('.').at(-1));

async function episodesOf(connector: Connector) {
  return JSON.parse(await (await connector.get(`${path}/episodes`)).text()).value;
}

test('a reason that changes and a reminder come in order between begin and clear, which tells all reasons', async () => {
  await withCloud({ tenant: tenantOfOne() }, async (cloud) => {
    const connector = await startConnector(cloud, { settings });
    const { begin, failFor, end } = verbsOn(cloud);
    await connector.poll();
    begin(22);
    expect(await connector.poll()).toMatchObject({ eventsRecorded: 2, eventsSent: 2 });
    failFor('EncounteredTotalEscrowThreshold');
    expect(await connector.poll()).toMatchObject({ eventsRecorded: 0 });
    expect(await connector.poll()).toMatchObject({ eventsRecorded: 1, eventsSent: 1 });
    end();
    await connector.poll();
    await connector.poll();

    const sent = sentOf(cloud);
    expect(kindsOf(cloud)).toEqual(['began', 'expiring', 'changed', 'cleared']);
    expect(sent.map(({ sequence }) => Number(sequence) - Number(sent[0].sequence))).toEqual([0, 1, 2, 3]);
    const messages = cloud.bus.messages(topic);
    expect(new Set(messages.map(({ properties }) => properties.groupId)).size).toBe(1);
    expect(new Set(messages.map(({ properties }) => properties.correlationId)).size).toBe(1);
    expect(messages[2]?.applicationProperties).toMatchObject({ reason: 'EncounteredTotalEscrowThreshold' });
    expect(sent[2].data).toMatchObject({
      previousReason: 'TooManyDeletes',
      reason: 'EncounteredTotalEscrowThreshold',
    });
    expect(sent[3].data.reasons).toMatchObject([
      { reason: 'TooManyDeletes' },
      { reason: 'EncounteredTotalEscrowThreshold', since: sent[2].time },
    ]);
    const events = await connector.json(`${path}/transitions`);
    expect(events.value.map(({ event }) => event)).toEqual(sent.reverse());
    const lines = connector.host.logs.filter(({ message }) => message.startsWith('{"line":"event"'));
    expect(lines).toHaveLength(4);
  });
});

test('killed between the commit of a change and its send, it sends the recorded id and bytes after its restart', async () => {
  await withCloud({ tenant: tenantOfOne() }, async (cloud) => {
    const first = await startConnector(cloud, { settings });
    const { begin, failFor } = verbsOn(cloud);
    begin(22);
    await first.poll();
    failFor('Unknown');
    await first.poll();
    await cloud.bus.pause();
    const silence = await listenInSilence(cloud.bus.port);
    await first.host.invoke('poll');
    const recorded = async () => (await first.json(`${path}/transitions`)).value;
    let history = await recorded();
    while (history.length < 3) history = await recorded();
    await first.host.kill();
    await silence.close();
    expect(kindsOf(cloud)).toEqual(['began', 'expiring']);

    await cloud.bus.resume();
    const second = await startConnector(cloud, { settings });
    await endClaims(cloud);
    expect(await pollNow(second)).toMatchObject({ counts: { eventsRecorded: 0, eventsSent: 1 } });
    expect(kindsOf(cloud)).toEqual(['began', 'expiring', 'changed']);
    expect(sentOf(cloud)[2]).toEqual(history[0]?.event);
    expect(cloud.bus.messages(topic)[2]?.properties.messageId).toBe(history[0]?.event.id);
  });
});

test('unless it is set nothing but begins and clears is sent, while the reasons are known', async () => {
  await withCloud({ tenant: tenantOfOne() }, async (cloud) => {
    const connector = await startConnector(cloud);
    const { begin, failFor, end } = verbsOn(cloud);
    begin(30);
    await connector.poll();
    failFor('Unknown');
    await connector.poll();
    await connector.poll();
    const reasons = [{ reason: 'TooManyDeletes' }, { reason: 'Unknown' }];
    expect(await episodesOf(connector)).toMatchObject([{ open: true, cause: null, reasons }]);
    expect(await connector.json(path)).toMatchObject({ doubt: null, reasons });

    end();
    await connector.poll();
    await connector.poll();
    const sent = sentOf(cloud);
    expect(kindsOf(cloud)).toEqual(['began', 'cleared']);
    expect(Number(sent[1].sequence)).toBe(Number(sent[0].sequence) + 1);
    expect(sent[1].data.reasons).toMatchObject(reasons);
    expect(await episodesOf(connector)).toMatchObject([{ open: false, cause: 'recovered', reasons }]);
  });
});
