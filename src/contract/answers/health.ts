import * as z from 'zod';
import type { ConditionType } from '../events/event-names.ts';
import { count, instantFormat, openCode, type Shape, servicePrincipalId, tenantId } from '../formats.ts';
import { failures, runOutcome } from './run.ts';
import { freshness } from './shared.ts';

export const healthStatus = z.enum(['pass', 'warn', 'fail']).meta({
  description: '`fail`: a person has to act; `warn`: it may pass by itself.',
});

const check = z.object({
  status: healthStatus,
  message: z.string().meta({ description: 'For a person.' }),
});

const unreadableJob = z
  .object({
    servicePrincipalId,
    jobId: z.string(),
    displayName: z.string().nullable(),
    since: instantFormat,
    cause: openCode('Why the job cannot be read.', 'http403', 'malformed', 'timeout'),
    detail: z.string().meta({ description: 'One sentence for the operator.' }),
  })
  .meta({ id: 'UnreadableJob' });

const damagedRow = z.object({ rowKey: z.string(), problem: z.string() }).meta({ id: 'DamagedRow' });

const unreadPrincipal = z
  .object({
    servicePrincipalId,
    displayName: z.string().nullable(),
    since: instantFormat,
    cause: openCode('Why it cannot be read.', 'http403', 'malformed', 'timeout'),
    detail: z.string().meta({ description: 'One sentence for the operator.' }),
  })
  .meta({ id: 'UnreadPrincipal' });

const misspelledSetting = z
  .object({
    name: z.string(),
    meant: z.string().meta({ description: 'The setting that it is taken for.' }),
  })
  .meta({ id: 'MisspelledSetting' });

const unwellTenant = z
  .object({
    tenantId,
    name: z.string().nullable(),
    status: healthStatus,
    message: z.string().meta({ description: 'Why, of the worst check: for a person.' }),
  })
  .meta({ id: 'UnwellTenant' });

const openCounts = z
  .object({
    quarantine: count,
    halt: count,
    overdue: count,
    failures: count,
  } satisfies Record<ConditionType, typeof count>)
  .meta({ id: 'OpenConditionCounts', description: 'Watched jobs by the conditions that are open.' });

const checks = z.object({
  coverage: check.extend({
    at: instantFormat
      .nullable()
      .meta({ description: 'Start of the last run that asked for every known job.' }),
    ageSeconds: count.nullable(),
  }),
  discovery: check.extend({
    sweptAt: instantFormat.nullable().meta({
      description: "Start of the last sweep of the tenant's service principals that was done.",
    }),
  }),
  lastRun: check.extend({ outcome: runOutcome.nullable(), startedAt: instantFormat.nullable(), failures }),
  unsentEvents: check.extend({ waiting: count, oldest: instantFormat.nullable() }),
  unreadableJobs: check.extend({
    count,
    sample: z.array(unreadableJob).meta({ description: 'At most 20.' }),
  }),
  unreadPrincipals: check.extend({
    count,
    sample: z.array(unreadPrincipal).meta({ description: 'At most 20.' }),
  }),
  openConditions: check.extend({ counts: openCounts }),
  massDelay: check.extend({
    count: count.meta({ description: 'Jobs that have not run for too long.' }),
    since: instantFormat.nullable().meta({ description: 'Since when so many are late at once.' }),
  }),
  massRemoval: check.extend({ count, since: instantFormat.nullable() }),
  damagedRows: check.extend({
    count,
    sample: z.array(damagedRow).meta({ description: 'At most 20.' }),
  }),
  settings: check.extend({
    count,
    sample: z.array(misspelledSetting).meta({ description: 'At most 20.' }),
  }),
  tenants: z.exactOptional(
    check
      .extend({
        count: count.meta({ description: 'Other tenants whose health fails or warns.' }),
        sample: z.array(unwellTenant).meta({ description: 'At most 20, those that fail first.' }),
      })
      .meta({
        description:
          'The health of the other tenants that the caller may see. Only where there are some, and in the health of the home tenant.',
      }),
  ),
});
/** Checks that came after the first answers of this version of the contract: a reader may not count on them. */
const later = { settings: true, openConditions: true, massDelay: true } as const;

/** Whether the connector does its work. */
export const health = z
  .object({
    status: healthStatus.meta({ description: 'The worst of the checks.' }),
    ...freshness.shape,
    checks: checks.partial(later).meta({ description: 'New checks may come.' }),
  })
  .meta({ id: 'Health' });

export type UnreadPrincipalBody = Shape<typeof unreadPrincipal>;
/** As it is made today: with every check that there is with one tenant. */
export type Health = Shape<typeof health> & { readonly checks: Shape<typeof checks> };
