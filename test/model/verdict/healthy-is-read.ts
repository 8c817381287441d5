import assert from 'node:assert/strict';
import { jobName } from '../../../src/core/job-key.ts';
import { readJobRow } from '../../../src/table/job-row.ts';
import { latestRows } from '../../../src/table/keys.ts';
import { readRun } from '../../../src/table/run-claims.ts';
import { toJobSummary } from '../../../src/views/job.ts';
import { globalRoots } from '../../support/global-roots.ts';
import type { ModelTable } from '../poll/model-table.ts';
import type { Truth } from '../tenant/truth.ts';
import type { Bookkeeper } from './bookkeeper.ts';

interface TenantAndBooks {
  readonly table: ModelTable;
  readonly truth: Truth;
  readonly settings: { readonly staleAfterMs: number };
  readonly books: Bookkeeper;
}

/** Whatever is called healthy was read lately, running and without quarantine. @returns how many jobs are called so */
export async function assertHealthyIsRead({
  table,
  truth,
  settings,
  books,
}: TenantAndBooks): Promise<number> {
  const { staleAfterMs } = settings;
  const now = new Date(truth.now).toISOString();
  const coveredSince = (await readRun(table))?.record.coveredSince;
  let healthy = 0;
  for (const rowKey of table.rows.keysBetween(latestRows.from, latestRows.to)) {
    const row = table.rows.get(rowKey);
    assert(row, `${rowKey} has no row`);
    const stored = readJobRow(row);
    const { state } = toJobSummary(stored, { now, coveredSince, staleAfterMs }, globalRoots);
    if (state !== 'healthy') continue;
    healthy++;
    const name = jobName(stored);
    const readAt = books.readWell.get(name);
    const isRead = readAt !== undefined && Date.parse(readAt) >= truth.now - staleAfterMs;
    assert(isRead, `${name} is called healthy at ${now}: read well ${readAt ?? 'never'}`);
  }
  return healthy;
}
