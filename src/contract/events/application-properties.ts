import * as z from 'zod';
import { dataSchemaOf, eventTypeOf } from '../../core/event-names.ts';
import { errorCode, guid, reason, servicePrincipalId } from '../formats.ts';
import { eventKinds } from './quarantine-data.ts';

/** The application properties of every message, by which subscriptions filter. All are texts; blank ones are left out. */
export const applicationProperties = z
  .object({
    tenantId: guid,
    servicePrincipalId,
    jobId: z.string(),
    templateId: z.exactOptional(z.string()),
    reason: z.exactOptional(reason),
    errorCode: z.exactOptional(errorCode),
    cause: z.exactOptional(z.string().meta({ description: 'Of a clear: as in its data.' })),
    cloudEvents_specversion: z.literal('1.0'),
    cloudEvents_id: guid,
    cloudEvents_type: z.enum(eventKinds.map(eventTypeOf)),
    cloudEvents_source: z.string(),
    cloudEvents_subject: z.string(),
    cloudEvents_time: z.string(),
    cloudEvents_recordedtime: z.string(),
    cloudEvents_sequence: z.string(),
    cloudEvents_dataschema: z.enum(eventKinds.map(dataSchemaOf)),
  })
  .meta({ title: 'Application properties' });
