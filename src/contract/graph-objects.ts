import * as z from 'zod';
import type { OpenObject } from './formats.ts';

// Objects of Microsoft Graph that are passed on. Only what Microsoft documents is named, and nothing of it is promised:
// readers have to expect other members, and null in place of any value.
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine

const text = z.string().nullable().optional();
const date = text.meta({
  description: "A date as Graph wrote it; null, empty or of year 1 where it means 'never'.",
});

/** `status.quarantine` of a synchronization job. */
export const graphQuarantine: z.ZodType<OpenObject> = z
  .looseObject({
    currentBegan: date,
    seriesBegan: date,
    nextAttempt: date,
    reason: text,
    seriesCount: z.union([z.number(), z.string()]).nullable().optional().meta({
      description: 'How often the series was found in quarantine.',
    }),
    error: z
      .looseObject({
        code: text,
        message: text,
        tenantActionable: z.boolean().nullable().optional(),
      })
      .nullable()
      .optional(),
  })
  .meta({
    id: 'GraphQuarantine',
    title: 'Quarantine',
    description:
      "The job's quarantine object as Microsoft Graph gave it (`synchronizationQuarantine`). Other members may stand beside those that are named here.",
  });

/** A whole `synchronizationJob`. */
export const graphJob: z.ZodType<OpenObject> = z
  .looseObject({
    id: z.string().optional(),
    templateId: text,
    schedule: z.looseObject({ state: text, interval: text, expiration: text }).nullable().optional(),
    status: z
      .looseObject({ code: text, quarantine: graphQuarantine.nullable().optional() })
      .nullable()
      .optional(),
  })
  .meta({
    id: 'GraphJob',
    title: 'Job',
    description:
      'The whole synchronization job as Microsoft Graph gave it (`synchronizationJob`). Other members may stand beside those that are named here.',
  });
