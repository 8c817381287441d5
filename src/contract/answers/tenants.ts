import * as z from 'zod';
import { count, instantFormat, type Shape, tenantId } from '../formats.ts';
import { healthStatus } from './health.ts';
import { runOutcome } from './run.ts';
import { freshness, listOf } from './shared.ts';

const wrongCounts = z
  .object({
    quarantined: count,
    halted: count,
    overdue: count,
    failing: count,
  })
  .meta({ id: 'WrongJobCounts', description: 'Watched jobs with which something is wrong, by their state.' });

/** A tenant in the list of all. What cannot be read of it is null. */
const tenantSummary = z
  .object({
    tenantId,
    name: z.string().nullable().meta({ description: 'As TENANTS names it, for people.' }),
    label: z.string().meta({
      title: 'Tenant Name',
      description: 'The name of the tenant, or its id where it has none: for a list to choose from.',
    }),
    isHome: z.boolean().meta({
      description: 'Whether it is the tenant of the connector itself, whose routes are not below `tenants`.',
    }),
    health: z
      .object({
        status: healthStatus,
        message: z.string().nullable().meta({
          description: 'For a person: what is wrong, of the worst check; null where all pass.',
        }),
      })
      .meta({ id: 'TenantHealth', description: 'Whether the connector does its work in the tenant.' }),
    jobs: count.nullable().meta({
      description: 'Watched jobs, as the last run counted them; null where it did not ask for all of them.',
    }),
    wrong: wrongCounts.nullable(),
    unknown: count.nullable().meta({
      description:
        'Watched jobs of which it is not known how they are, of a tenant that was read lately; null where it was not, and nothing is.',
    }),
    lastRun: z
      .object({ startedAt: instantFormat.nullable(), outcome: runOutcome.nullable() })
      .nullable()
      .meta({ id: 'LastRun', description: 'The last run that ended.' }),
    missedTicks: count.nullable().meta({
      description: 'How often in a row the schedule came round and the tenant was not polled.',
    }),
    ...freshness.shape,
  })
  .meta({ id: 'TenantSummary' });

/** One page of the tenants that the caller may see. */
export const tenantList = listOf(z.array(tenantSummary), 'TenantList');

export type TenantSummary = Shape<typeof tenantSummary>;
export type TenantList = Shape<typeof tenantList>;
