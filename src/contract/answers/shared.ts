import * as z from 'zod';
import { instantFormat, type Shape } from '../formats.ts';

/** How old an answer is: every one says so. */
export const freshness = z.object({
  observedAt: instantFormat.nullable().meta({
    description: 'Start of the last run that is known to have read this; null before the first.',
  }),
  stale: z.boolean().meta({ description: 'Whether that is longer ago than STALE_AFTER allows.' }),
});

const nextLink = z.exactOptional(
  z.string().meta({
    description: 'The address of the next page, without a key; left out at the end.',
  }),
);

/** One page of a list. `id` names its schema in the documents; `more` is what only this list says. */
export function listOf<Value extends z.ZodType, More extends z.ZodRawShape = Record<never, never>>(
  value: Value,
  id: string,
  more?: More,
) {
  return z.object({ value, nextLink, ...(more as More), ...freshness.shape }).meta({ id });
}

/** An error, in the shape that Azure's services share. */
export const errorBody = z
  .object({
    error: z.object({
      code: z.string().meta({
        description: 'A stable code; also the header `x-ms-error-code`.',
        examples: ['JobNotFound', 'InvalidQueryParameter'],
      }),
      message: z.string().meta({ description: 'For a person.' }),
      target: z.exactOptional(z.string().meta({ description: 'The parameter that is wrong.' })),
    }),
  })
  .meta({ id: 'Error' });

export type Freshness = Shape<typeof freshness>;
export type ErrorBody = Shape<typeof errorBody>;
