import { readFileSync } from 'node:fs';
import { newValidator, problemsOf } from '../../../../../test/support/contract/validator.ts';

/**
 * What a receiver says of a request's body by its schema: nothing, or what is wrong.
 *
 * @param definition one of the `$defs`, where the file has several
 */
export function checkOf(file: string, definition?: string): (body: unknown) => string {
  const schema = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  const validate = newValidator().compile(definition === undefined ? schema : schema.$defs[definition]);
  return (body) => problemsOf(validate, body).join('; ');
}
