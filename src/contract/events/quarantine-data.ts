import * as z from 'zod';
import {
  clearCause,
  count,
  dateTime,
  errorCode,
  evidence,
  guidFormat,
  instantFormat,
  reason,
  type Shape,
  scheduleState,
  servicePrincipalId,
  statusCode,
} from '../formats.ts';
import { graphQuarantine } from '../graph-objects.ts';
import type { EventKind } from './event-names.ts';

/** A reason seen in an episode; members are left out where Graph gave none. */
const seenReason = z.object({
  reason: z.exactOptional(reason),
  errorCode: z.exactOptional(errorCode),
  since: instantFormat.meta({ description: 'When it was first seen.' }),
});

/** The members that the data of every event has. */
const commonData = z.object({
  tenantId: guidFormat.meta({ description: 'The tenant that the job belongs to.' }),
  servicePrincipalId,
  appId: z.exactOptional(
    z.string().meta({ description: 'Application (client) id. Left out where it is not known.' }),
  ),
  displayName: z.exactOptional(
    z.string().meta({
      description: 'Display name of the application. Left out where it is not known.',
      examples: ['Salesforce'],
    }),
  ),
  jobId: z.string().meta({ description: "Graph's id of the synchronization job; opaque." }),
  templateId: z.string().meta({
    description: 'The template of the job; empty when Graph gave none.',
    examples: ['salesforce'],
  }),
  episode: z.string().meta({
    description:
      'Names the stay in quarantine within the job: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight.',
    examples: ['2026-03-01T08:00:00.000Z'],
  }),
  occurrence: z.int().min(1).meta({
    description:
      'Tells episodes of the same name apart; 1 unless a series that was published before came back.',
  }),
  evidence: z.exactOptional(evidence),
  quarantine: graphQuarantine
    .nullable()
    .meta({ description: 'The last quarantine object seen, its texts bounded to 2,048 characters.' }),
  statusCode,
  scheduleState,
  expectedDisableAt: z.exactOptional(
    dateTime.meta({
      description: 'When Entra may switch the job off: 28 days after the series began. An estimate.',
    }),
  ),
  deleteThreshold: z.exactOptional(
    z.string().meta({ description: 'The threshold of accidental deletions; only with that reason.' }),
  ),
  troubleshootingUrl: z.exactOptional(z.string().meta({ description: "Microsoft's page about the status." })),
  portalUrl: z.string().meta({ description: 'The application in the Microsoft Entra admin center.' }),
  snapshotUrl: z.exactOptional(
    z.string().meta({ description: "The job's latest snapshot; wants a key. Left out without PUBLIC_URL." }),
  ),
  truncated: z.exactOptional(
    z.literal(true).meta({ description: 'Something had to be left out to keep the event below 48 KiB.' }),
  ),
});

export type CommonData = Shape<typeof commonData>;

/** The data of an event about a begin. */
const began = commonData
  .extend({
    detection: z.enum(['firstSight', 'observed', 'confirmed']).meta({
      description:
        'How it was learnt: `firstSight`: the job was never read before; `observed`: it was seen to change; `confirmed`: two runs saw it.',
    }),
  })
  .meta({ title: 'A quarantine began' });

const cleared = commonData
  .extend({
    detection: z.enum(['confirmed', 'inferred']).meta({
      description: '`confirmed`: two runs saw it; `inferred`: from a later series in the same place.',
    }),
    cause: clearCause,
    clearedAfter: instantFormat.meta({ description: 'The quarantine was lifted after this instant.' }),
    clearedBefore: instantFormat.meta({
      description: 'The quarantine was lifted at this instant at the latest.',
    }),
    durationSeconds: count.meta({ description: 'From the begin to `clearedBefore`.' }),
    reasons: z.exactOptional(
      z.array(seenReason).max(20).meta({
        description:
          'The reasons seen in the episode, oldest first. Left out by versions that did not keep them.',
      }),
    ),
  })
  .meta({ title: 'A quarantine is over' });

const changed = commonData
  .extend({
    detection: z.literal('confirmed').meta({ description: 'Two runs saw it.' }),
    previousReason: z.exactOptional(reason),
    previousErrorCode: z.exactOptional(errorCode),
    reason: z.exactOptional(reason),
    errorCode: z.exactOptional(errorCode),
  })
  .meta({ title: 'The reason of a quarantine changed' });

const expiring = commonData
  .extend({
    detection: z.literal('observed').meta({ description: 'One run saw it.' }),
    expectedDisableAt: dateTime.meta({
      description: 'When Entra may switch the job off: 28 days after the series began. An estimate.',
    }),
  })
  .meta({ title: 'A quarantine will soon end in a job that is switched off' });

/** The data of each kind of event. */
export const quarantineData = { began, cleared, changed, expiring } as const satisfies Record<
  EventKind,
  z.ZodType
>;

/** The members that only the data of this kind has. */
export type OwnData<Kind extends EventKind> = Omit<
  Shape<(typeof quarantineData)[Kind]>,
  keyof CommonData | 'detection'
>;
