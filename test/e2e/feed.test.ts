import { expect, test } from 'vitest';
import type { Cloud } from '../../infra/local/cloud.ts';
import { lift, quarantine } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { disorderIn, FeedReader } from '../../infra/local/subscriber/feed-reader.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { documentedFetch } from '../support/contract/documented-answer.ts';
import { endClaims } from '../support/end-claims.ts';
import { healthyJob } from '../support/jobs.ts';
import { pollNow } from '../support/poll-now.ts';
import { withCloud } from '../support/with-cloud.ts';
import { WorkflowRuntime } from '../support/workflow-runtime.ts';

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

/** Something happens to so many jobs in one moment. */
function storm({ tenant }: Cloud, jobs: number, what: 'fail' | 'heal'): void {
  for (let n = 0; n < jobs; n++) {
    tenant.changeJob(principal(n), `scim.${n}`, (job) =>
      what === 'fail' ? quarantine(job, { reason: 'TooManyDeletes', at: new Date() }) : lift(job, new Date()),
    );
  }
}

function readerOf({ get }: Connector): FeedReader {
  return new FeedReader(async (query) => {
    const answer = await get(`events${query}`);
    return { status: answer.status, body: await answer.json() };
  });
}

/** What the topic was sent, each event once: its id and its text. */
function onTopic({ bus }: Cloud): ReadonlyMap<string, string> {
  return new Map(
    bus.messages(topic).map(({ body }) => {
      const text = body.toString('utf8');
      return [JSON.parse(text).id, text];
    }),
  );
}

function expectSame(cloud: Cloud, reader: FeedReader): void {
  expect(disorderIn(reader.events)).toEqual([]);
  expect(new Map(reader.events.map(({ id, event }) => [id, JSON.stringify(event)]))).toEqual(onTopic(cloud));
}

async function post({ host }: Connector, path: string): Promise<{ status: number; body: unknown }> {
  const headers = { 'x-functions-key': host.functionKey };
  const answer = await documentedFetch(`${host.url}/api/${path}`, { method: 'POST', headers });
  return { status: answer.status, body: await answer.json() };
}

test('after storms, while the bus is away, and over a death in between, the feed holds what the topic holds, in one order', async () => {
  const jobs = 40;
  await withCloud({ tenant: tenantOf(jobs) }, async (cloud) => {
    const first = await startConnector(cloud);
    const reader = readerOf(first);
    await first.poll();
    await reader.read();
    expect([reader.events, reader.after]).toEqual([[], 0]);

    storm(cloud, jobs, 'fail');
    await first.poll();
    await reader.read(7);
    expect(reader.events).toHaveLength(jobs);
    expectSame(cloud, reader);

    await cloud.bus.pause();
    storm(cloud, jobs, 'heal');
    await first.poll();
    await first.host.invoke('poll');
    await first.host.kill();
    await cloud.bus.resume();

    const second = await startConnector(cloud);
    const same = readerOf(second);
    await endClaims(cloud);
    expect(await pollNow(second)).toMatchObject({ status: 200 });
    for (let n = 0; n < 3; n++) await second.poll();
    await same.read(7);
    expect(same.events).toHaveLength(2 * jobs);
    expect(same.events.slice(0, jobs)).toEqual(reader.events);
    expectSame(cloud, same);
  });
});

test('an event is sent once more past the detection of duplicates, with the same bytes, and is in the feed once', async () => {
  await withCloud({ tenant: tenantOf(1) }, async (cloud) => {
    const connector = await startConnector(cloud);
    const reader = readerOf(connector);
    await connector.poll();
    storm(cloud, 1, 'fail');
    await connector.poll();
    await reader.read();
    const [event] = reader.events;
    const resend = () => post(connector, `events/${event?.number}/resend`);
    expect(await resend()).toMatchObject({ status: 202, body: { added: true, messageId: `${event?.id}/1` } });
    expect(await resend()).toMatchObject({ status: 202, body: { added: false } });
    expect(await connector.poll()).toMatchObject({ eventsSent: 1, eventsWaiting: 0 });
    const messages = cloud.bus.messages(topic);
    expect(messages.map(({ properties }) => properties.messageId)).toEqual([event?.id, `${event?.id}/1`]);
    expect(messages[1]?.body).toEqual(messages[0]?.body);
    await reader.read();
    expect(reader.events).toHaveLength(1);
    expect(await post(connector, `events/${1 + (event?.number ?? 0)}/resend`)).toMatchObject({ status: 404 });
    expect(await post(connector, 'events/1/resend')).toMatchObject({ status: 410 });
  });
});

test('a workflow without a bus is started by each event; every answer is as documented', async () => {
  await withCloud({ tenant: tenantOf(3) }, async (cloud) => {
    const connector = await startConnector(cloud);
    const { host, get } = connector;
    await connector.poll();
    const call = (url: string) => documentedFetch(url, { headers: { 'x-functions-key': host.functionKey } });
    const runtime = new WorkflowRuntime(`${host.url}/api/triggers/events?conditions=quarantine`, call);
    await runtime.recur();
    storm(cloud, 3, 'fail');
    await connector.poll();
    await runtime.recur();
    const restarted = new WorkflowRuntime('not to be called', call, runtime.state);
    await restarted.recur();
    expect([...runtime.statuses, ...restarted.statuses]).toEqual([202, 200, 202]);
    expect(runtime.started.map(({ event }) => event.id).toSorted()).toEqual(
      [...onTopic(cloud).keys()].toSorted(),
    );

    const feed = await get('events?maxpagesize=2');
    const { nextLink, value } = Object(await feed.json());
    expect(
      (await get('events?maxpagesize=2', { 'if-none-match': feed.headers.get('etag') ?? '' })).status,
    ).toBe(304);
    expect(
      (await documentedFetch(nextLink, { headers: { 'x-functions-key': host.functionKey } })).status,
    ).toBe(200);
    expect(await (await get(`events/${value[0].number}`)).json()).toEqual(value[0]);
    expect((await get('events?after=1')).status).toBe(410);
    expect((await get('events/1')).status).toBe(410);
    const atom = await get('events.atom');
    expect((await atom.text()).match(/<entry>/g)).toHaveLength(3);
  });
});
