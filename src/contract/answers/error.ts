import * as z from 'zod';
import type { Shape } from '../formats.ts';

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

export type ErrorBody = Shape<typeof errorBody>;
