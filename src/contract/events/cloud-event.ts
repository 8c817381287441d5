import * as z from 'zod';
import { dateTime, errorCode, guidFormat, instantFormat, reason, servicePrincipalId } from '../formats.ts';
import { dataSchemaOf, type EventKind, eventKinds, eventTypeOf } from './event-names.ts';
import { quarantineData } from './quarantine-data.ts';

const times: Record<EventKind, string> = {
  began: '`episode` of the data.',
  cleared: '`clearedBefore` of the data.',
  changed: 'First sight of the new reason.',
  expiring: 'When the connector recorded it.',
};

/** The CloudEvent of a kind, in structured mode. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
function cloudEventOf<Kind extends EventKind>(kind: Kind) {
  return z
    .object({
      specversion: z.literal('1.0'),
      id: guidFormat.meta({ description: 'Of the event: a repeat has the same. Also the messageId.' }),
      type: z.literal(eventTypeOf(kind)),
      source: z.string().meta({
        description: 'The job.',
        examples: ['/tenants/{tenantId}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}'],
      }),
      subject: z.string().meta({
        description: 'Display name of the application, or the id of the job. For people.',
        examples: ['Salesforce'],
      }),
      time: dateTime.meta({ description: times[kind] }),
      recordedtime: instantFormat.meta({ description: 'When the connector learnt it.' }),
      sequence: z
        .string()
        .regex(/^\d{10,}$/)
        .meta({
          description:
            'Rises with each event of the job: by one, unless the connector stood still for long or lost its table. Ten digits or more: compare as numbers.',
          examples: ['1772352304'],
        }),
      dataschema: z.literal(dataSchemaOf(kind)).meta({
        description:
          'The schema of the data. Its version moves only with a change that old readers could not read.',
      }),
      datacontenttype: z.literal('application/json'),
      data: quarantineData[kind],
    })
    .meta({ title: quarantineData[kind].meta()?.title });
}

/** The whole event of each kind. */
export const cloudEvents = {
  began: cloudEventOf('began'),
  cleared: cloudEventOf('cleared'),
  changed: cloudEventOf('changed'),
  expiring: cloudEventOf('expiring'),
} as const;

/** The application properties of every message, by which subscriptions filter. All are texts; blank ones are left out. */
export const applicationProperties = z
  .object({
    tenantId: guidFormat,
    servicePrincipalId,
    jobId: z.string(),
    templateId: z.exactOptional(z.string()),
    reason: z.exactOptional(reason),
    errorCode: z.exactOptional(errorCode),
    cause: z.exactOptional(z.string().meta({ description: 'Of a clear: as in its data.' })),
    cloudEvents_specversion: z.literal('1.0'),
    cloudEvents_id: guidFormat,
    cloudEvents_type: z.enum(eventKinds.map(eventTypeOf)),
    cloudEvents_source: z.string(),
    cloudEvents_subject: z.string(),
    cloudEvents_time: z.string(),
    cloudEvents_recordedtime: z.string(),
    cloudEvents_sequence: z.string(),
    cloudEvents_dataschema: z.enum(eventKinds.map(dataSchemaOf)),
  })
  .meta({ title: 'Application properties' });
