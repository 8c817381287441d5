import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { listJobs } from '../../../src/status/list-jobs.ts';
import type { SnapshotStore } from '../../../src/status/ports.ts';
import { showJob } from '../../../src/status/show-job.ts';
import { showTransitions } from '../../../src/status/show-transitions.ts';
import { History } from '../../support/history.ts';
import { principal, runAt, stateOf, stubApp } from '../http/stub-app.ts';

/** A store on which a run is completed in the very moment in which rows are read. */
function appWithRunInBetween() {
  const app = stubApp([stateOf()]);
  const { snapshots } = app;
  const andThenARunEnds = async <T>(read: Promise<T>): Promise<T> => {
    const row = await read;
    app.stub.run = runAt(10);
    return row;
  };
  const racing: SnapshotStore = {
    ...snapshots,
    job: (...asked) => andThenARunEnds(snapshots.job(...asked)),
    jobs: (...asked) => andThenARunEnds(snapshots.jobs(...asked)),
    history: (...asked) => andThenARunEnds(snapshots.history(...asked)),
  };
  return { ...app, snapshots: racing };
}

const page = { size: 10, after: undefined };

test.each([
  ['the list of jobs', (app: ReturnType<typeof stubApp>) => listJobs(app, ['healthy'], page)],
  ['a job', (app: ReturnType<typeof stubApp>) => showJob(app, principal, 'scim.1')],
  ['a history', (app: ReturnType<typeof stubApp>) => showTransitions(app, principal, 'scim.1', page)],
])('%s read while a run ends is not told as what that run saw', async (_what, ask) => {
  expect(await ask(appWithRunInBetween())).toMatchObject({ observedAt: History.minute(5) });
});

describe('A job, once a run is known,', () => {
  /** Asked for once; then counts how often its row is read, and completes a run while the run row is on its way. */
  async function appThatKnowsARun(meanwhile: (app: ReturnType<typeof stubApp>) => void) {
    const app = stubApp([stateOf()]);
    await showJob(app, principal, 'scim.1');
    const read = vi.spyOn(app.snapshots, 'job');
    vi.spyOn(app.snapshots, 'run').mockImplementation(async () => {
      await setImmediate();
      meanwhile(app);
      return app.stub.run;
    });
    return { app, read };
  }

  test('is read once while no other run has been completed', async () => {
    const { app, read } = await appThatKnowsARun(() => {});
    expect(await showJob(app, principal, 'scim.1')).toMatchObject({ observedAt: History.minute(5) });
    expect(read).toHaveBeenCalledTimes(1);
  });

  test('is read again where a run was completed since: the row may be what that run replaced', async () => {
    const { app, read } = await appThatKnowsARun(({ stub }) => {
      stub.run = runAt(10);
      stub.jobs = [{ ...stateOf(), statusCode: 'Paused' }];
    });
    expect(await showJob(app, principal, 'scim.1')).toMatchObject({
      statusCode: 'Paused',
      observedAt: History.minute(10),
    });
    expect(read).toHaveBeenCalledTimes(2);
  });
});
