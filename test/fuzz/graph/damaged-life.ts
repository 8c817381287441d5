import type { ProvisioningEvent } from '../../../src/core/cloud-event.ts';
import type { Transition } from '../../../src/core/transition.ts';
import { createJobSource } from '../../../src/graph/job-source.ts';
import { poll } from '../../../src/poll/poll.ts';
import type { PollReport } from '../../../src/poll/ports.ts';
import { credentialOf, usualTenantId as tenantId } from '../../model/graph/credential.ts';
import { graphRoot } from '../../model/graph/jobs-reply.ts';
import { MemoryPublisher } from '../../support/memory-publisher.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { MemoryTable } from '../../support/memory-table.ts';
import { turnedClock } from '../../support/turned-clock.ts';
import { usualSettings } from '../../support/usual-settings.ts';
import { DamagedGraph } from './damaged-graph.ts';
import type { Served } from './served.ts';

/** What one poll told, from what came over the wire. */
interface DamagedPoll {
  readonly graph: DamagedGraph;
  readonly report: PollReport;
  readonly told: readonly { readonly transition: Transition; readonly event: ProvisioningEvent }[];
}

/** Never reached: time passes at once. */
const budgetMs = 2_000_000_000;

/** The connector's life, a poll every five minutes: the real Graph adapter, the core, and the real rows in a table. */
export async function liveOn(answers: readonly Served[]) {
  const store = new MemoryStateStore(new MemoryTable(tenantId));
  const publisher = new MemoryPublisher();
  const lines: object[] = [];
  const polls: DamagedPoll[] = [];
  let now = Date.parse('2026-03-10T00:00:00Z');
  const clock = turnedClock(() => new Date(now).toISOString());
  const log = { info: (line: object) => lines.push(line), error: (line: object) => lines.push(line) };
  const timing = {
    ticks: () => now,
    random: () => 1,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  let told: DamagedPoll['told'][number][] = [];
  store.written = ({ events }) => told.push(...events);

  for (const [index, served] of answers.entries()) {
    const graph = new DamagedGraph(served);
    const source = createJobSource({
      root: graphRoot,
      audience: graphRoot,
      version: 'v1.0',
      tenantId,
      filter: '',
      includeErrorMessage: true,
      credential: credentialOf(tenantId),
      httpClient: graph,
      timing,
    });
    told = [];
    const ports = { source, store, publisher, clock, log };
    const report = await poll(ports, usualSettings(tenantId), { run: `run-${index}`, budgetMs });
    polls.push({ graph, report, told });
    now += 5 * 60_000;
  }
  return { polls, lines, store, publisher };
}
