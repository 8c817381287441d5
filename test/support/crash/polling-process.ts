import { writeSync } from 'node:fs';
import { endWithParent } from '../../../infra/local/process/child.ts';
import { createPublisher } from '../../../src/bus/publisher.ts';
import { poll } from '../../../src/poll/poll.ts';
import { createTableStore } from '../../../src/table/store.ts';
import { MemoryJobSource } from '../memory-job-source.ts';
import { noIdentity } from '../no-identity.ts';
import { turnedClock } from '../turned-clock.ts';
import { usualLimits } from '../usual-limits.ts';
import { everyConditionWanted } from '../wanted-events.ts';
import { atTime } from './at-time.ts';
import { type PollMade, type PollOrder, tenantId } from './poll-order.ts';
import { stepByStep } from './step-by-step.ts';

const minute = 60_000;
let runs = 0;

endWithParent();
process.on('message', async (order: PollOrder) => {
  const made = await makePoll(order);
  process.send?.(made);
});

/** A poll on the real table and the real bus; the tenant is in memory, since asking has no effect to lose. */
async function makePoll({ tables, bus, table, topic, world, at, death }: PollOrder): Promise<PollMade> {
  const names: string[] = [];
  let ended = 0;
  const die = (name: string) => {
    writeSync(1, `${name}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  const steps = {
    before(name: string) {
      names.push(name);
      if (death?.when === 'before' && death.step === names.length) die(name);
    },
    after(name: string) {
      if (death?.when === 'after' && death.step === ++ended) die(name);
    },
  };
  const clock = turnedClock(() => at);
  const source = new MemoryJobSource();
  for (const [principal, jobs] of Object.entries(world)) source.set(principal, jobs);
  const { poll: store } = createTableStore(
    { kind: 'connectionString', value: tables },
    noIdentity,
    table,
    tenantId,
  );
  const publisher = createPublisher({ kind: 'connectionString', value: bus }, noIdentity, topic);
  const ports = {
    source: stepByStep<typeof source>(source, 'source', steps),
    store: stepByStep(atTime(store, clock.now), 'store', steps),
    publisher: stepByStep(publisher, 'publisher', steps),
    clock,
    log: { info: () => undefined, error: () => undefined },
  };
  const settings = {
    watch: { kind: 'tenant' } as const,
    discoveryIntervalMs: 10 * minute,
    confirmAfterMs: 2 * minute,
    staleAfterMs: 15 * minute,
    retentionMs: 180 * 24 * 60 * minute,
    // Short enough for a few polls, five minutes apart.
    limits: {
      ...usualLimits,
      haltAfterMs: 5 * minute,
      overdueAfterMs: 5 * minute,
      failuresClearAfterMs: 5 * minute,
    },
    wanted: everyConditionWanted,
    eventOptions: {
      tenantId,
      portalRoot: 'https://entra.microsoft.com',
      publicUrl: undefined,
      includeErrorMessage: true,
    },
  };
  const run = `${process.pid}-${++runs}`;
  const report = await poll(ports, settings, { run, budgetMs: minute }).catch(String);
  return { report, steps: names };
}
