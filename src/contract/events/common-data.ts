import * as z from 'zod';
import { dateTime, evidence, guid, scheduleState, servicePrincipalId, statusCode } from '../formats.ts';
import { graphQuarantine } from '../graph/synchronization-objects.ts';
import type { Shape } from '../shape.ts';

/** The members that the data of every event has. */
export const commonData = z.object({
  tenantId: guid.meta({ description: 'The tenant that the job belongs to.' }),
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
