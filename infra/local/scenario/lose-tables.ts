import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { TableServiceClient } from '@azure/data-tables';
import type { Cloud } from '../cloud.ts';

/** Milliseconds for which a poll's request waits at Graph: longer than it takes to delete a table. */
const heldForMs = 3_000;
/** Milliseconds to wait for a poll. */
const waitForPollMs = 5_000;

/** Deletes every table, in the middle of a poll: once it asks Graph. Where none comes soon, without one. */
export async function loseTables({ graph, tables, caFile }: Pick<Cloud, 'graph' | 'tables' | 'caFile'>) {
  let hasAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    hasAsked = resolve;
  });
  const heal = graph.faults.add({
    match({ inner }) {
      if (!inner) hasAsked();
      return !inner;
    },
    delayMs: heldForMs,
    times: 1,
  });
  try {
    await Promise.race([asked, setTimeout(waitForPollMs)]);
    const service = TableServiceClient.fromConnectionString(tables.connectionString, {
      tlsOptions: { ca: await readFile(caFile, 'utf8') },
    });
    const names: string[] = [];
    for await (const { name } of service.listTables()) if (name) names.push(name);
    for (const name of names) await service.deleteTable(name);
  } finally {
    heal();
  }
}
