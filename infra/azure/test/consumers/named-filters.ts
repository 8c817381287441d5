import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { JobKind } from '../../../../src/contract/events/job-kinds.ts';
import type { CorrelationFilter } from '../../../local/bus/bus.ts';

/** As Azure Resource Manager writes a correlation filter, as far as the filters use it. */
const correlation = z.strictObject({
  label: z.string().optional(),
  properties: z.record(z.string(), z.string()).optional(),
});

const filters = z.record(
  z.string(),
  z.strictObject({
    description: z.string(),
    values: z.array(z.string()).optional(),
    sql: z.string(),
    correlation: z.array(correlation).optional(),
  }),
);

export type NamedFilter = z.infer<typeof filters>[string];

/** The filters of `infra/azure/consumers`, by name, for this application, this kind of jobs and this tenant. */
export async function namedFilters(
  servicePrincipalId: string,
  jobKind: JobKind,
  tenantId: string,
): Promise<Readonly<Record<string, NamedFilter>>> {
  const file = new URL('../../consumers/filters.json', import.meta.url);
  const text = await readFile(file, 'utf8');
  const filled = text
    .replaceAll('{servicePrincipalId}', servicePrincipalId)
    .replaceAll('{jobKind}', jobKind)
    .replaceAll('{tenantId}', tenantId);
  return filters.parse(JSON.parse(filled));
}

/** A correlation filter as the JavaScript client writes it. */
export function correlationFilter({ label, properties }: z.infer<typeof correlation>): CorrelationFilter {
  return {
    ...(label !== undefined && { subject: label }),
    ...(properties && { applicationProperties: properties }),
  };
}
