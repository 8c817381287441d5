import { afterAll, beforeAll } from 'vitest';
import { type Bus, startBus } from '../../../infra/local/bus/bus.ts';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { createPublisher } from '../../../src/bus/publisher.ts';
import type { Health } from '../../../src/contract/answers/health.ts';
import { addMilliseconds, type Instant } from '../../../src/core/instant.ts';
import type { RunRecord } from '../../../src/core/run-record.ts';
import { poll } from '../../../src/poll/poll.ts';
import type { PollReport } from '../../../src/poll/ports.ts';
import { createTableStore } from '../../../src/table/store.ts';
import { checkHealth } from '../../../src/views/health.ts';
import type { SnapshotStore } from '../../../src/views/ports.ts';
import { atTime } from '../../support/crash/at-time.ts';
import { tenantId } from '../../support/crash/poll-order.ts';
import { globalRoots } from '../../support/global-roots.ts';
import { MemoryJobSource } from '../../support/memory-job-source.ts';
import { noIdentity } from '../../support/no-identity.ts';
import { type SentEvent, sentEvents } from '../../support/sent-events.ts';
import { usualLimits } from '../../support/usual-limits.ts';
import { noneWanted } from '../../support/wanted-events.ts';

export const minutes = 60_000;
export const hours = 60 * minutes;
export const days = 24 * hours;

/** Service principal of the n-th application. */
export const principal = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;

/**
 * The poll on Table Storage and Service Bus with clocks that the test turns. The tenant is in memory, and
 * nothing is remembered from one poll or look to the next, as after a restart: days may pass here within a moment.
 */
export interface ClockRig {
  /** The true time. */
  readonly now: Instant;
  readonly source: MemoryJobSource;
  readonly tables: Tables;
  readonly bus: Bus;
  readonly topic: string;
  readonly snapshots: SnapshotStore;
  /** Time passes, by all clocks. */
  pass(milliseconds: number): void;
  /** Turns the clock of the connector's instance, or that of the tables; back where negative. Both show the true time at first. */
  turn(clock: TurnedClock, milliseconds: number): void;
  /** Turns the clock of Service Bus, which tokens go by too: it stays near the true time. */
  turnBus(milliseconds: number): void;
  /** One poll, after which five minutes pass. @throws Error when it did not end, or left something unread or unsent */
  poll(): Promise<void>;
  /** One poll as it is. */
  run(name?: string, budgetMs?: number): Promise<PollReport>;
  sent(): SentEvent[];
  runRow(): Promise<RunRecord | undefined>;
  health(): Promise<Health>;
}

export type TurnedClock = 'instance' | 'tables';

/** Each call of what this gives makes a rig with a table and a topic of its own; at most so many in a file. */
export function useClockRigs(most: number): (start: Instant) => ClockRig {
  let tables: Tables;
  let bus: Bus;
  let busAhead = 0;
  let made = 0;
  beforeAll(async () => {
    const topics = Array.from({ length: most }, (_, n) => [
      `rig${n}`,
      { requiresDuplicateDetection: true, subscriptions: { all: {} } },
    ]);
    [tables, bus] = await Promise.all([
      startTables(),
      startBus({ entities: { topics: Object.fromEntries(topics) }, clock: () => Date.now() + busAhead }),
    ]);
  });
  afterAll(() => Promise.all([tables?.close(), bus?.close()]));

  return (start) => {
    const topic = `rig${made++}`;
    let trueTime = start;
    const wrongBy = { instance: 0, tables: 0 };
    const clock = {
      now: () => addMilliseconds(trueTime, wrongBy.instance),
      ticks: () => Date.parse(trueTime),
    };
    const source = new MemoryJobSource();
    const open = () =>
      createTableStore(
        { kind: 'connectionString', value: tables.connectionString },
        noIdentity,
        topic,
        tenantId,
      );
    const run = (name = `run at ${performance.now()}`, budgetMs = minutes) => {
      const ports = {
        source,
        store: atTime(open().poll, () => addMilliseconds(trueTime, wrongBy.tables)),
        publisher: createPublisher(
          { kind: 'connectionString', value: bus.connectionString ?? '' },
          noIdentity,
          topic,
        ),
        clock,
        log: { info: () => undefined, error: () => undefined },
      };
      return poll(ports, settings, { run: name, budgetMs });
    };
    const pass = (milliseconds: number) => {
      trueTime = addMilliseconds(trueTime, milliseconds);
    };
    return {
      get now() {
        return trueTime;
      },
      source,
      tables,
      bus,
      topic,
      get snapshots() {
        return open().snapshots;
      },
      pass,
      turn(turned, milliseconds) {
        wrongBy[turned] += milliseconds;
      },
      turnBus(milliseconds) {
        busAhead += milliseconds;
      },
      run,
      async poll() {
        const report = await run();
        const isDone =
          report.kind === 'ended' && report.outcome === 'complete' && report.counts.eventsWaiting === 0;
        if (!isDone) throw new Error(JSON.stringify(report));
        pass(5 * minutes);
      },
      sent: () => sentEvents({ bus }, topic),
      runRow: () => open().snapshots.run(),
      health: () =>
        checkHealth({
          tenantId,
          tenantName: undefined,
          others: [],
          snapshots: open().snapshots,
          feed: open().feed,
          clock,
          startedAt: start,
          staleAfterMs: settings.staleAfterMs,
          discoveryIntervalMs: settings.discoveryIntervalMs,
          publicUrl: undefined,
          ...globalRoots,
          misspelledSettings: [],
        }),
    };
  };
}

const settings = {
  watch: { kind: 'tenant' } as const,
  discoveryIntervalMs: hours,
  confirmAfterMs: 2 * minutes,
  staleAfterMs: 15 * minutes,
  retentionMs: 180 * days,
  limits: usualLimits,
  wanted: noneWanted,
  eventOptions: {
    tenantId,
    portalRoot: 'https://entra.microsoft.com',
    publicUrl: undefined,
    includeErrorMessage: true,
  },
};
