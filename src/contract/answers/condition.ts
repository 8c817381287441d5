import * as z from 'zod';
import type { ConditionType } from '../events/event-names.ts';
import { conditionType, instantFormat, openCode, type Shape } from '../formats.ts';

/** What is known of one condition of a job. Every member is always there; null where there is nothing to say. */
export const condition = z
  .object({
    type: conditionType,
    status: z.enum(['true', 'false', 'unknown']).meta({
      description:
        '`true`: it is open, or the last answer shows it; `unknown`: the last answer does not decide it, or nothing was read lately and it is not open; `false`: the last answer shows that it is not so. It stays open until its end is proven.',
    }),
    reason: openCode(
      'Why, as the data of its events has it.',
      'EncounteredQuarantineException',
      'paused',
      'notRunning',
    ).nullable(),
    since: instantFormat
      .nullable()
      .meta({ description: 'When it began; null where it is not so and no episode is open.' }),
    episode: z.string().nullable().meta({
      description: 'Names the stay in the condition within the job; null where none is proven and open.',
    }),
    occurrence: z.int().min(1).nullable().meta({ description: 'Tells episodes of the same name apart.' }),
    published: z.boolean().nullable().meta({
      description: 'Whether the events of the episode are for subscribers; null without an episode.',
    }),
  })
  .meta({ id: 'Condition' });

export type ShownCondition = Omit<Shape<typeof condition>, 'type'> & { readonly type: ConditionType };
