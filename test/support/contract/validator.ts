import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/**
 * A validator of JSON Schema 2020-12 that knows the formats.
 *
 * @param strict whether it refuses schemas with words that it does not know: OpenAPI documents have some
 */
export function newValidator(strict = false): Ajv2020 {
  const ajv = new Ajv2020({ strict, allErrors: true, allowUnionTypes: true });
  formats.default(ajv);
  return ajv;
}

/** What is wrong with a value; empty where nothing is. */
export function problemsOf(validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** A published JSON document. */
export function publishedJson(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../../src/contract/published/${name}`, import.meta.url), 'utf8'),
  );
}
