import { TableClient } from '@azure/data-tables';
import { stringify } from 'safe-stable-stringify';
import { startBus } from '../../infra/local/bus/bus.ts';
import type { WireMessage } from '../../infra/local/bus/wire-message.ts';
import { startTables } from '../../infra/local/tables/start-tables.ts';
import { groupsOf } from '../../src/table/fence.ts';
import type { Death, PollMade, PollOrder } from '../support/crash/poll-order.ts';
import { type Ended, startPollingProcesses } from '../support/crash/polling-processes.ts';
import { atDeath, before } from './crash-points-worlds.ts';

/** A table and a topic of their own, in the state in which the poll that dies finds them. */
export interface Place {
  /** One poll of the last world. */
  poll(at: string, death?: Death): Promise<Ended>;
  /** Accepted since the place was made. */
  sent(): readonly WireMessage[];
  /**
   * All but the rows of runs, each as text by its key, without what the service adds. An event is named by its job and step: its
   * number in the feed tells only when it was recorded.
   */
  rows(): Promise<ReadonlyMap<string, string>>;
}

export interface CrashRig {
  place(name: string): Promise<Place>;
  close(): Promise<void>;
}

type Row = { readonly partitionKey: string; readonly rowKey: string } & Record<string, unknown>;

/** Azurite and the broker. The first polls are made once; each place is a copy of what they left. */
export async function startCrashRig(topics: readonly string[]): Promise<CrashRig> {
  const [tables, bus] = await Promise.all([
    startTables(),
    startBus({
      entities: {
        topics: Object.fromEntries(
          [...topics, 'seed'].map((topic) => [topic, { subscriptions: { all: {} } }]),
        ),
      },
    }),
  ]);
  const processes = await startPollingProcesses();
  const order = (name: string, more: Pick<PollOrder, 'world' | 'at'>): PollOrder => ({
    tables: tables.connectionString,
    bus: bus.connectionString ?? '',
    table: name,
    topic: name,
    ...more,
  });
  const tableOf = (name: string) =>
    TableClient.fromConnectionString(tables.connectionString, name, { allowInsecureConnection: true });
  const rowsOf = async (name: string): Promise<Row[]> => {
    const rows: Row[] = [];
    for await (const row of tableOf(name).listEntities<Record<string, unknown>>()) {
      const {
        etag: _,
        timestamp: __,
        'odata.metadata': ___,
        partitionKey = '',
        rowKey = '',
        ...columns
      } = row;
      rows.push({ ...columns, partitionKey, rowKey });
    }
    return rows;
  };

  for (const [index, world] of before.entries()) {
    const minutes = String(5 * index).padStart(2, '0');
    drained(await processes.poll(order('seed', { world, at: `2026-03-10T00:${minutes}:00.000Z` })));
  }
  const seed = await rowsOf('seed');
  return {
    async place(name) {
      const table = tableOf(name);
      await table.createTable();
      for (const rows of groupsOf(seed)) await table.submitTransaction(rows.map((row) => ['create', row]));
      return {
        poll: (at, death) =>
          processes.poll({ ...order(name, { world: atDeath, at }), ...(death && { death }) }),
        sent: () => bus.messages(name),
        rows: async () => {
          const rows = (await rowsOf(name)).filter(({ rowKey }) => !rowKey.startsWith('run|'));
          return new Map(rows.map(withoutNumber).map((row) => [row.rowKey, stringify(row) ?? '']));
        },
      };
    },
    async close() {
      await processes.close();
      await Promise.all([tables.close(), bus.close()]);
    },
  };
}

function withoutNumber({ number: _, ...row }: Row): Row {
  const [, kind] = /^(event)\|\d{16}$/.exec(row.rowKey) ?? [];
  if (kind === undefined) return row;
  return { ...row, rowKey: `${kind}|${row.servicePrincipalId}|${row.jobId}|${row.step}` };
}

/** @throws Error unless the poll read everything and left nothing to send */
export function drained(ended: Ended): PollMade {
  if ('diedAt' in ended) throw new Error(`A poll died at ${ended.diedAt}.`);
  const { report } = ended;
  if (typeof report === 'string' || report.kind !== 'ended')
    throw new Error(`No poll: ${JSON.stringify(report)}`);
  if (report.outcome !== 'complete' || report.counts.eventsWaiting > 0)
    throw new Error(`Not drained: ${JSON.stringify(report)}`);
  return ended;
}
