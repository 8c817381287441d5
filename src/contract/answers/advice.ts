import * as z from 'zod';
import type { ConditionType } from '../events/event-names.ts';
import { adviceId, conditionType, type Shape } from '../formats.ts';

/** What a person can do about a condition. All texts are for a person and may come in other words at any time. */
export const advice = z
  .object({
    condition: conditionType,
    id: adviceId,
    summary: z.string().meta({ description: 'What is wrong, in one or two sentences.' }),
    steps: z.array(z.string()).meta({ description: 'What to do, in this order.' }),
    commands: z
      .array(
        z.object({
          title: z.string().meta({ description: 'What it does.' }),
          shell: z.enum(['powershell', 'sh']).meta({ description: 'Where to run it.' }),
          text: z.string().meta({ description: 'The command, with the ids of this job.' }),
          warning: z.string().nullable().meta({ description: 'What to know before it is run.' }),
          deletes: z.boolean().meta({
            description: 'Whether people may be deleted or disabled in the target by it: show it folded.',
          }),
        }),
      )
      .meta({ description: 'Commands for the steps that have one, the mildest first.' }),
    links: z.array(
      z.object({ title: z.string(), url: z.string().meta({ description: 'A page of Microsoft.' }) }),
    ),
  })
  .meta({ id: 'Advice' });

export type ShownAdvice = Omit<Shape<typeof advice>, 'condition'> & { readonly condition: ConditionType };
