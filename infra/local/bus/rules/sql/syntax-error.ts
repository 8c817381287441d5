import { argumentError, type BusRefusal } from '../../errors.ts';

/**
 * How the service refuses SQL that it cannot read. The sentence and its form are those of azure/bicep#6557; the details are ours.
 */
export const syntaxError = (
  { column, text }: { readonly column: number; readonly text: string },
  details: string,
): BusRefusal =>
  argumentError(
    'There was an error parsing the SQL expression. ' +
      `[Token line=1, column=${column}, Token in error= ${text}, Additional details= ${details}]`,
  );
