import * as z from 'zod';
import type { JobKind } from '../events/job-kinds.ts';
import {
  count,
  dateTime,
  errorCode,
  instantFormat,
  interval,
  jobKind,
  openCode,
  reason,
  type Shape,
  scheduleState,
  servicePrincipalId,
  statusCode,
} from '../formats.ts';
import { graphJob, graphQuarantine } from '../graph-objects.ts';
import { type JobStateWord, jobStates } from '../http/query-values.ts';
import { advice, type ShownAdvice } from './advice.ts';
import { condition, type ShownCondition } from './condition.ts';
import { freshness, listOf } from './shared.ts';

/** Why a job was in quarantine; null where Entra gave none. */
export const shownReason = z
  .object({
    reason: reason.nullable(),
    errorCode: errorCode.nullable(),
    since: instantFormat.meta({ description: 'When it was first seen.' }),
  })
  .meta({ id: 'Reason' });

const unreadable = z
  .object({
    since: instantFormat,
    cause: openCode('Why the job cannot be read.', 'http403', 'malformed', 'massRemoval', 'timeout'),
    detail: z.string().meta({ description: 'One sentence for the operator.' }),
  })
  .meta({ id: 'Unreadable' });

const doubt = z
  .object({
    what: z.enum(['quarantined', 'recovered', 'gone', 'changed']),
    since: instantFormat.meta({ description: 'Arrival of the first answer that said so.' }),
  })
  .meta({ id: 'Doubt' });

/** A job in the answers of the HTTP functions. Every member is always there; null where there is nothing to say. */
const jobSummary = z
  .object({
    servicePrincipalId,
    jobId: z.string().meta({ description: "Graph's id of the synchronization job; opaque." }),
    key: z.string().meta({
      description: 'Names the job in the address: its id where that fits a URL, else `~` and a hash.',
    }),
    appId: z.string().nullable().meta({ description: 'Application (client) id.' }),
    displayName: z
      .string()
      .nullable()
      .meta({
        description: 'Display name of the application.',
        examples: ['Salesforce'],
      }),
    label: z.exactOptional(
      z.string().meta({
        description:
          'Names the job to a person, also among others of its application: display name, template, and the end of the job id.',
        examples: ['Salesforce · salesforce · …3f1c2d4e'],
      }),
    ),
    templateId: z
      .string()
      .nullable()
      .meta({ description: 'The template of the job.', examples: ['salesforce'] }),
    kind: jobKind,
    state: openCode(
      'What is known of the job, the first that holds: `unwatched`: WATCH no longer names it; `removed`: proven to be gone; `quarantined`: in quarantine; `halted`: it ran and does not run any more; `overdue`: it should have run, or caught up, by now; `failing`: many of its objects fail; `unknown`: not read lately, unreadable, or its status does not say whether it runs or is in quarantine; `notStarted`: it does not run and never did; `starting`: its first cycle is under way; `healthy`: read lately, and nothing of this is so.',
      ...jobStates,
    ),
    conditions: z.array(condition).meta({
      description:
        'What can be wrong with the job, in the order of their weight. One that does not apply to it is left out.',
    }),
    advice: z.array(advice).meta({
      description: 'What to do, for each condition that is open or was seen, in their order.',
    }),
    suspended: z.boolean().meta({
      description: 'In quarantine, but paused, disabled or of an unknown code: nothing can prove a recovery.',
    }),
    statusCode: statusCode.nullable(),
    scheduleState: scheduleState.nullable(),
    interval: interval.nullable(),
    lastRunEndedAt: instantFormat.nullable().meta({
      description: 'When the last run of the job ended; null before the first.',
    }),
    portalUrl: z.string().meta({
      description: "The application's page about provisioning in the Microsoft Entra admin center.",
    }),
    applicationUrl: z
      .string()
      .meta({ description: "The application's overview in the Microsoft Entra admin center." }),
    quarantine: graphQuarantine.nullable().meta({
      description:
        'The quarantine object as Graph gave it. This and what follows down to `reasons` is given for an open quarantine only.',
    }),
    reason: reason.nullable(),
    errorCode: errorCode.nullable(),
    episode: z.string().nullable().meta({ description: 'Names the stay in quarantine within the job.' }),
    occurrence: z.int().min(1).nullable().meta({ description: 'Tells episodes of the same name apart.' }),
    began: dateTime.nullable().meta({
      description: 'The `time` of the began event.',
    }),
    expectedDisableAt: instantFormat.nullable().meta({
      description: 'When Entra may switch the job off: an estimate.',
    }),
    nextAttempt: dateTime
      .nullable()
      .meta({ description: "When Entra tries again, by Graph's quarantine object." }),
    reasons: z
      .array(shownReason)
      .meta({ description: 'The reasons seen in the open episode, oldest first.' }),
    deleteThreshold: z.string().nullable().meta({ description: 'The threshold of accidental deletions.' }),
    warnings: z.array(z.literal('escrowsPruned')).meta({
      description: '`escrowsPruned`: the job will pause and wait for its admin, without quarantine.',
    }),
    unreadable: unreadable.nullable().meta({
      description: 'Set while the job cannot be read: everything else is what was read last.',
    }),
    doubt: doubt.nullable().meta({ description: 'A first answer that a later poll has yet to confirm.' }),
    observedAt: instantFormat.meta({
      description: 'Start of the last run that is known to have read this job.',
    }),
    stale: freshness.shape.stale,
    changedAt: instantFormat.meta({ description: 'When anything of this last changed.' }),
  })
  .meta({ id: 'JobSummary' });

/** A job with its body. */
export const jobDetail = jobSummary
  .extend({
    job: graphJob.nullable().meta({ description: 'The whole synchronization job as Graph gave it.' }),
    bodyOmitted: z.boolean().meta({ description: 'True when the body was too large to be stored.' }),
  })
  .meta({ id: 'JobDetail' });

export const jobList = listOf(z.array(jobSummary).meta({ title: 'Jobs' }), 'JobList', {
  principalsUnread: count.meta({
    description:
      'Service principals that should be watched and were never read whole: their jobs may be missing here. See health.',
  }),
  whole: z.exactOptional(
    z.boolean().meta({
      description:
        'Whether no job is missing here, as far as anybody knows: the tenant was looked through, nothing of it was never read, and every row can be read. See health.',
    }),
  ),
});

export type ShownReason = Shape<typeof shownReason>;

/** What today's connector makes of a summary: open enumerations have the values that it knows. */
interface KnownWords {
  readonly state: JobStateWord;
  readonly kind: JobKind;
  readonly conditions: readonly ShownCondition[];
  readonly advice: readonly ShownAdvice[];
}

export type JobSummary = Omit<Shape<typeof jobSummary>, keyof KnownWords> & KnownWords;
export type JobList = Shape<typeof jobList>;
export type JobDetail = Omit<Shape<typeof jobDetail>, keyof KnownWords> & KnownWords;
