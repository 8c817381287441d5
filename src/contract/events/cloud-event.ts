import * as z from 'zod';
import {
  adviceId,
  dateTime,
  errorCode,
  guidFormat,
  instantFormat,
  jobKind,
  openCode,
  servicePrincipalId,
} from '../formats.ts';
import { eventData } from './event-data.ts';
import {
  dataSchemaOf,
  type EventKind,
  eventKinds,
  eventTypeOf,
  eventTypes,
  type Stream,
  streams,
} from './event-names.ts';

const times: Readonly<Record<EventKind, string>> = {
  began: '`episode` of the data.',
  cleared: '`clearedBefore` of the data.',
  changed: 'First sight of what is new.',
  expiring: 'When the connector recorded it.',
  removed: '`removedBefore` of the data.',
};

const sequence = z
  .string()
  .regex(/^\d{10,}$/)
  .meta({
    description:
      'Rises with each event of one condition of the job: by one, unless the connector stood still for long or lost its table. Ten digits or more: compare as numbers.',
    examples: ['1772352304'],
  });

/** A kind of event: its names, and the schemas of its data and of its CloudEvent. */
interface DescribedEvent {
  readonly stream: Stream;
  readonly kind: EventKind;
  /** The `type` of the CloudEvent. */
  readonly type: string;
  /** The name of the schema of the data. */
  readonly dataSchema: string;
  /** For a person. */
  readonly title: string;
  readonly data: z.ZodObject;
  /** As it is sent. */
  readonly sent: z.ZodObject;
  /** As it is recorded: one that is not sent has no sequence. */
  readonly recorded: z.ZodObject;
}

/** Every kind of event. The documents, and the answers that hold events, are made from this list. */
export const describedEvents: readonly DescribedEvent[] = streams.flatMap((stream) => {
  const schemas: Partial<Record<EventKind, z.ZodObject>> = eventData[stream];
  return eventKinds[stream].map((kind) => {
    const data = schemas[kind];
    const title = data?.meta()?.title;
    if (!data || title === undefined) throw new Error(`${stream}.${kind} has no schema or no title.`);
    const names = { type: eventTypeOf(stream, kind), dataSchema: dataSchemaOf(stream, kind) };
    const sent = cloudEventOf({ ...names, time: times[kind], data }).meta({ title });
    const recorded = sent.extend({ sequence: z.exactOptional(sequence) }).meta({ title });
    return { stream, kind, ...names, title, data, sent, recorded };
  });
});

/** A CloudEvent in structured mode. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
function cloudEventOf({
  type,
  dataSchema,
  time,
  data,
}: {
  type: string;
  dataSchema: string;
  time: string;
  data: z.ZodObject;
}) {
  return z.object({
    specversion: z.literal('1.0'),
    id: guidFormat.meta({ description: 'Of the event: a repeat has the same. Also the messageId.' }),
    type: z.literal(type),
    source: z.string().meta({
      description: 'The job.',
      examples: ['/tenants/{tenantId}/servicePrincipals/{servicePrincipalId}/synchronization/jobs/{jobId}'],
    }),
    subject: z.string().meta({
      description: 'Display name of the application, or the id of the job. For people.',
      examples: ['Salesforce'],
    }),
    time: dateTime.meta({ description: time }),
    recordedtime: instantFormat.meta({ description: 'When the connector learnt it.' }),
    sequence,
    dataschema: z.literal(dataSchema).meta({
      description:
        'The schema of the data. Its version moves only with a change that old readers could not read.',
    }),
    datacontenttype: z.literal('application/json'),
    data,
  });
}

/** The application properties of every message, by which subscriptions filter. All are texts; blank ones are left out. */
export const applicationProperties = z
  .object({
    tenantId: guidFormat,
    servicePrincipalId,
    jobId: z.string(),
    templateId: z.exactOptional(z.string()),
    condition: z.exactOptional(
      openCode('What the event is about: a condition of the job, or the `job` itself.', ...streams),
    ),
    jobKind: z.exactOptional(jobKind),
    adviceId: z.exactOptional(adviceId),
    reason: z.exactOptional(
      openCode(
        'Of a quarantine, a halt and a job that is overdue: why, as in the data.',
        'EncounteredQuarantineException',
        'paused',
        'notRunning',
      ),
    ),
    errorCode: z.exactOptional(errorCode),
    cause: z.exactOptional(z.string().meta({ description: 'Of a clear: as in its data.' })),
    cloudEvents_specversion: z.literal('1.0'),
    cloudEvents_id: guidFormat,
    cloudEvents_type: z.enum(eventTypes),
    cloudEvents_source: z.string(),
    cloudEvents_subject: z.string(),
    cloudEvents_time: z.string(),
    cloudEvents_recordedtime: z.string(),
    cloudEvents_sequence: z.string(),
    cloudEvents_dataschema: z.enum(describedEvents.map(({ dataSchema }) => dataSchema)),
  })
  .meta({ title: 'Application properties' });
