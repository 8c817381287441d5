import { expect, test } from 'vitest';
import { startConnector } from '../../../../test/support/connector.ts';
import { pollNow } from '../../../../test/support/poll-now.ts';
import { withCloud } from '../../../../test/support/with-cloud.ts';
import type { Cloud } from '../../cloud.ts';
import { createTenant } from '../../graph/tenant.ts';
import { play, setScene } from '../../scenario/play.ts';
import type { PlainVerb, Scenario } from '../../scenario/scenario.ts';
import { scenarios } from '../../scenario/scenarios.ts';
import { createStage, type Stage } from '../../scenario/stage.ts';

const quiet = scenarios.quiet.scenario;
const [salesforce] = quiet.applications;
if (!salesforce) throw new Error('the scenario has applications');
const { id } = salesforce.principal;
const application = salesforce.principal.displayName;
const jobId = salesforce.jobs[0]?.id ?? '';

const status = (cloud: Cloud) => cloud.tenant.job(id, jobId)?.status;

/** A cloud with the scene set. */
function withStage(body: (stage: Stage, cloud: Cloud) => Promise<void>): Promise<void> {
  return withCloud({}, (cloud) => {
    setScene(cloud.tenant, quiet);
    return body(createStage(cloud), cloud);
  });
}

test('what is done to an application is done to its jobs', async () => {
  await withStage(async (stage, cloud) => {
    const act = (verb: PlainVerb) => stage.perform({ verb, application });
    await stage.perform({ verb: 'fail', application: 'salesforce', reason: 'TooManyDeletes' });
    expect(status(cloud)).toMatchObject({
      code: 'Quarantine',
      quarantine: { reason: 'TooManyDeletes', seriesCount: 1 },
    });
    await act('retry');
    expect(status(cloud)?.quarantine?.seriesCount).toBe(2);
    await act('pause');
    expect(status(cloud)).toMatchObject({ code: 'Paused', quarantine: { seriesCount: 2 } });
    await act('start');
    expect(status(cloud)).toMatchObject({ code: 'Active', quarantine: null });
    await expect(act('retry')).rejects.toThrow('is not in quarantine');
    await act('disable');
    expect(cloud.tenant.job(id, jobId)).toMatchObject({
      schedule: { state: 'Disabled' },
      status: { code: 'Active' },
    });
    await act('delete');
    expect(status(cloud)).toBeUndefined();
    await expect(act('heal')).rejects.toThrow(
      `'${application}' was deleted: 'restore ${application}' brings it back.`,
    );
    await act('restore');
    expect(status(cloud)).toMatchObject({ code: 'Active' });
    await expect(act('restore')).rejects.toThrow(`No deleted application is called '${application}'.`);
  });
});

test('a job can stand still though it is active, run again, and fail objects', async () => {
  let now = new Date(Date.now() + 60_000);
  const tenant = createTenant({ now: () => now, jobsRun: true });
  setScene(tenant, quiet);
  await withCloud({ tenant }, async (cloud) => {
    const stage = createStage(cloud);
    const act = (verb: PlainVerb) => stage.perform({ verb, application });
    const lastAfter = (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
      return status(cloud)?.lastExecution;
    };
    const running = lastAfter(0);
    expect(lastAfter(5)?.timeEnded).not.toBe(running?.timeEnded);
    await act('stall');
    const stalled = lastAfter(0);
    expect(lastAfter(60)).toEqual(stalled);

    await act('run');
    const afterwards = lastAfter(0);
    expect(lastAfter(60)?.timeEnded).not.toBe(afterwards?.timeEnded);

    await stage.perform({ verb: 'failObjects', application, count: 40 });
    expect(lastAfter(60)).toMatchObject({ state: 'EntryLevelErrors', countEscrowed: 40 });
    await act('stall');
    await act('heal');
    expect(lastAfter(60)).toMatchObject({ state: 'Succeeded', countEscrowed: 0 });

    await act('pause');
    for (const verb of ['stall', 'run'] as const)
      await expect(act(verb)).rejects.toThrow("does not run: 'start' starts it");
  });
});

test('after four weeks a quarantine ends with a job that is switched off, and shows it in one of two ways', async () => {
  await withStage(async (stage, cloud) => {
    for (const [shows, code] of [
      ['quarantine', 'Quarantine'],
      ['pause', 'Paused'],
    ] as const) {
      await stage.perform({ verb: 'fail', application, reason: 'TooManyDeletes' });
      await stage.perform({ verb: 'giveUp', application, shows });
      expect(cloud.tenant.job(id, jobId)).toMatchObject({
        schedule: { state: 'Disabled' },
        status: { code },
      });
    }
  });
});

test('throttling meets the requests for its jobs until they are served again', async () => {
  await withStage(async (stage, cloud) => {
    const connector = await startConnector(cloud);
    const unreadable = async () => (await connector.poll()).jobsUnreadable;
    expect(await unreadable()).toBe(0);
    await stage.perform({ verb: 'throttle', application, retryAfterSeconds: 600 });
    expect(await unreadable()).toBe(1);
    await stage.perform({ verb: 'serve', application });
    expect(await unreadable()).toBe(0);
  });
});

test('a poisoned answer spoils the batch around it, and costs its own application only, until it is cured', async () => {
  await withStage(async (stage, cloud) => {
    const connector = await startConnector(cloud);
    await connector.poll();
    await stage.perform({ verb: 'poison', application });
    expect(await connector.poll()).toMatchObject({
      jobsRead: quiet.applications.length - 1,
      jobsUnreadable: 1,
    });
    await stage.perform({ verb: 'cure', application });
    expect(await connector.poll()).toMatchObject({ jobsUnreadable: 0 });
  });
});

test('what the identity is denied it lacks from its next token on, until it is granted', async () => {
  // So short that each use of one asks for the next.
  await withCloud({ identity: { lifetimeSeconds: 20 } }, async (cloud) => {
    setScene(cloud.tenant, quiet);
    const stage = createStage(cloud);
    await stage.perform({ verb: 'deny', role: 'Synchronization.Read.All' });
    const connector = await startConnector(cloud);
    expect(await pollNow(connector)).toMatchObject({ outcome: 'failed', failures: [{ cause: 'http401' }] });
    await stage.calm();
    let polled = await pollNow(connector);
    while (polled.status === 502) polled = await pollNow(connector);
    expect(polled).toMatchObject({ outcome: 'complete' });
  });
});

test('a table that is lost while a poll asks Graph is none that this poll writes', async () => {
  await withStage(async (stage, cloud) => {
    const connector = await startConnector(cloud);
    await connector.poll();
    const polled = connector.poll();
    await stage.perform({ verb: 'lose', service: 'tables' });
    expect(await polled).toMatchObject({ outcome: 'failed', failures: [{ cause: 'TakenOver' }] });
    expect(await connector.json('jobs')).toMatchObject({ value: [], observedAt: null });
    expect(await connector.poll()).toMatchObject({
      outcome: 'complete',
      jobsRead: quiet.applications.length,
    });
  });
});

test('each service goes away and comes back, and what is there already can be taken back at once', async () => {
  await withStage(async (stage, cloud) => {
    const connector = await startConnector(cloud);
    await connector.poll();
    await stage.perform({ verb: 'down', service: 'graph' });
    expect((await connector.poll()).jobsUnreadable).toBe(quiet.applications.length);
    await stage.perform({ verb: 'up', service: 'graph' });
    expect((await connector.poll()).jobsUnreadable).toBe(0);

    await stage.perform({ verb: 'down', service: 'tables' });
    await stage.perform({ verb: 'down', service: 'tables' });
    await stage.perform({ verb: 'down', service: 'identity' });
    await stage.perform({ verb: 'down', service: 'bus' });
    const ask = () => connector.get('jobs').then(({ status: code }) => code);
    expect(await ask()).toBe(503);
    await expect(fetch(cloud.identity.endpoint)).rejects.toThrow();
    await stage.calm();
    expect(await ask()).toBe(200);
    expect((await fetch(cloud.identity.endpoint)).status).toBe(401);
    await stage.perform({ verb: 'fail', application, reason: 'TooManyDeletes' });
    expect(await connector.poll()).toMatchObject({ eventsSent: 1, eventsWaiting: 0 });
  });
});

test('a play ends calm when it is stopped, and can be played again from the beginning', async () => {
  await withStage(async (stage, cloud) => {
    const stop = new AbortController();
    const scenario: Scenario = {
      applications: quiet.applications,
      steps: [
        { beat: 0, does: { verb: 'down', service: 'identity' }, say: 'no tokens' },
        { beat: 0, does: { verb: 'delete', application }, say: 'gone' },
        { beat: 1_000_000, does: { verb: 'heal', application }, say: 'never' },
      ],
    };
    const said: string[] = [];
    const say = (line: string) => {
      said.push(line);
      if (said.length === 2) stop.abort();
    };
    await play(stage, scenario, { signal: stop.signal, say });
    expect(said).toEqual(['no tokens', `${application}: gone`]);
    expect((await fetch(cloud.identity.endpoint)).status).toBe(401);
    expect(status(cloud)).toBeUndefined();
    setScene(cloud.tenant, scenario);
    expect(status(cloud)).toMatchObject({ code: 'Active' });
  });
});
