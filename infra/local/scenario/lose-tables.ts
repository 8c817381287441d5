import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { TableServiceClient } from '@azure/data-tables';
import type { Cloud } from '../cloud.ts';

/** Milliseconds to wait for a poll. */
const waitForPollMs = 5_000;

type Parts = Pick<Cloud, 'graph' | 'tables' | 'caFile'>;

/** Deletes every table, in the middle of a poll: once it asks Graph, and before it writes. Where none comes soon, without one. */
export async function loseTables(cloud: Parts): Promise<void> {
  let deleted: Promise<void> | undefined;
  let hasBegun = () => {};
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const stop = cloud.graph.faults.add({
    match({ inner }) {
      if (!inner) deleted ??= deleteAll(cloud);
      if (deleted) hasBegun();
      return false;
    },
  });
  const release = cloud.tables.faults.add({
    match: { method: 'POST', path: /\$batch/ },
    // What comes before passes.
    hold: async () => await deleted?.catch(() => undefined),
  });
  try {
    await Promise.race([begun, setTimeout(waitForPollMs, undefined, { ref: false })]);
    deleted ??= deleteAll(cloud);
    await deleted;
  } finally {
    stop();
    release();
  }
}

async function deleteAll({ tables, caFile }: Parts): Promise<void> {
  const service = TableServiceClient.fromConnectionString(tables.connectionString, {
    tlsOptions: { ca: await readFile(caFile, 'utf8') },
  });
  const names: string[] = [];
  for await (const { name } of service.listTables()) if (name) names.push(name);
  for (const name of names) await service.deleteTable(name);
}
