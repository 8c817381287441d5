import { argumentError, type Refusal } from '../../errors.ts';
import type { Token } from './tokenize.ts';

/**
 * How the service refuses SQL that it cannot read. The sentence and its form are those of azure/bicep#6557; the details are ours.
 */
export const syntaxError = ({ column, text }: Pick<Token, 'column' | 'text'>, details: string): Refusal =>
  argumentError(
    'There was an error parsing the SQL expression. ' +
      `[Token line=1, column=${column}, Token in error= ${text}, Additional details= ${details}]`,
  );
