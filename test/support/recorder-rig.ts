import { StoreError } from '../../src/core/errors.ts';
import { noCursor } from '../../src/core/run-record.ts';
import { Recorder } from '../../src/poll/recorder.ts';
import type { RunContext } from '../../src/poll/run-context.ts';
import { RunMeter } from '../../src/poll/run-meter.ts';
import { healthyJob, seen } from './jobs.ts';
import { MemoryStateStore } from './memory-state-store.ts';
import { turnedClock } from './turned-clock.ts';
import { usualSettings } from './usual-settings.ts';

export const at = '2026-03-10T00:00:10.000Z';
const startedAt = '2026-03-10T00:00:00.000Z';
export const keyOf = (jobId: string) => ({ servicePrincipalId: 'sp', jobId });

/** A recorder of a run that has claimed a table in memory. */
export async function rig() {
  const store = new MemoryStateStore();
  const claimed = await store.claim({ run: 'run', now: startedAt, until: at, quietForMs: 900_000 });
  if ('busyUntil' in claimed) throw new Error('another run is at work');
  const clock = turnedClock(() => startedAt);
  const { tally, failures } = new RunMeter(clock, store);
  let renewals = 0;
  const run: RunContext = {
    settings: usualSettings('99999999-9999-4999-8999-999999999999'),
    startedAt,
    scope: '',
    clock,
    log: { info: () => undefined, error: () => undefined },
    store: claimed,
    source: {} as RunContext['source'],
    publisher: {} as RunContext['publisher'],
    claim: {
      lost: new AbortController().signal,
      cursor: noCursor,
      async renew() {
        renewals++;
        await store.fault('renew', 'before');
      },
    },
    tally,
    failures,
    random: () => 0,
  };
  const detection = {
    startedAt,
    coveredSince: undefined,
    epoch: 1,
    confirmAfterMs: 0,
    limits: run.settings.limits,
    isMassDelay: false,
    wanted: run.settings.wanted,
  };
  let committed = 0;
  const recorder = new Recorder(run, detection, (events) => {
    committed += events;
  });
  const before = store.transactions;
  return {
    store,
    claimed,
    tally,
    recorder,
    failures: () => failures.list(20),
    renewals: () => renewals,
    committed: () => committed,
    transactions: () => store.transactions - before,
    async seeHealthy(...ids: string[]): Promise<void> {
      for (const id of ids) await recorder.record(keyOf(id), undefined, seen(healthyJob(id), at));
    },
  };
}

/** The table answers renewals of the claim, and nothing else. */
export function failWrites(store: MemoryStateStore, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  store.fault = (call, when) => {
    if (when === 'before' && ['record', 'refresh'].includes(call) && left-- > 0)
      throw new StoreError('StorageUnavailable', 'down');
  };
}
