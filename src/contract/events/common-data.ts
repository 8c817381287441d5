import * as z from 'zod';
import {
  adviceId,
  count,
  errorCode,
  guidFormat,
  instantFormat,
  interval,
  jobKind,
  openCode,
  type Shape,
  scheduleState,
  servicePrincipalId,
  statusCode,
} from '../formats.ts';

/** The members that the data of every event has; `detection` is there too, with the values of its kind. */
export const commonData = z.object({
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
  jobKind: z.exactOptional(jobKind),
  statusCode,
  scheduleState,
  lastRunEndedAt: z.exactOptional(
    instantFormat.meta({ description: 'When the last run of the job ended. Left out before the first.' }),
  ),
  interval: z.exactOptional(interval),
  troubleshootingUrl: z.exactOptional(z.string().meta({ description: "Microsoft's page about the status." })),
  portalUrl: z.string().meta({
    description: "The application's page about provisioning in the Microsoft Entra admin center.",
  }),
  applicationUrl: z.exactOptional(
    z.string().meta({ description: "The application's overview in the Microsoft Entra admin center." }),
  ),
  snapshotUrl: z.exactOptional(
    z.string().meta({ description: "The job's latest snapshot; wants a key. Left out without PUBLIC_URL." }),
  ),
  truncated: z.exactOptional(
    z.literal(true).meta({ description: 'Something had to be left out to keep the event below 48 KiB.' }),
  ),
});

export type CommonData = Shape<typeof commonData>;

/** The members that the data of every event about a condition has beside; once it is over there is nothing to advise. */
const episodeData = z.object({
  adviceId: z.exactOptional(adviceId),
  episode: z.string().meta({
    description:
      "Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight.",
    examples: ['2026-03-01T08:00:00.000Z'],
  }),
  occurrence: z.int().min(1).meta({
    description: 'Tells episodes of the same name apart; 1 unless one that was published before came back.',
  }),
});

/** The members that the data of every event about a condition has. */
export const conditionData = z.object({ ...commonData.shape, ...episodeData.shape });

export type EpisodeData = Shape<typeof episodeData>;

/** When a condition began that Graph gives no date of. */
export const beginBounds = z.object({
  beganAfter: z.exactOptional(
    instantFormat.meta({
      description: 'Start of the last run that saw it otherwise. Left out where none did.',
    }),
  ),
  beganBefore: z.exactOptional(
    instantFormat.meta({ description: 'Arrival of the first answer that showed it.' }),
  ),
});

export type BeginBounds = Shape<typeof beginBounds>;

/** A reason seen in an episode; members are left out where Graph gave none. */
const seenReason = z.object({
  reason: z.exactOptional(openCode('Why, as the condition names it.', 'EncounteredQuarantineException')),
  errorCode: z.exactOptional(errorCode),
  count: z.exactOptional(
    count.meta({ description: 'Objects that failed, where the condition counts them.' }),
  ),
  since: instantFormat.meta({ description: 'When it was first seen.' }),
});

/** The members that only an event about the end of a condition has, `cause` aside. */
export const clearedData = z.object({
  clearedAfter: instantFormat.meta({ description: 'It ended after this instant.' }),
  clearedBefore: instantFormat.meta({ description: 'It ended at this instant at the latest.' }),
  durationSeconds: count.meta({ description: 'From the begin to `clearedBefore`.' }),
  reasons: z.exactOptional(
    z.array(seenReason).max(20).meta({
      description:
        'The reasons seen in the episode, oldest first. Left out by versions that did not keep them.',
    }),
  ),
});

export type ClearedData = Shape<typeof clearedData>;

/** How the begin of a condition was learnt that one answer does not prove. */
export const confirmedBegin = z.enum(['firstSight', 'confirmed']).meta({
  description:
    'How it was learnt: `firstSight`: the job was so already when it was first read; `confirmed`: later runs saw the same.',
});

/** How the end of a condition was learnt. */
export const clearDetection = z.enum(['confirmed', 'inferred', 'observed']).meta({
  description:
    'How it was learnt: `confirmed`: two runs saw it; `inferred`: from something else that was proven; `observed`: one run saw what is proof by itself.',
});

/** How a change within an episode is learnt. */
export const confirmedChange = z.literal('confirmed').meta({ description: 'Two runs saw it.' });
