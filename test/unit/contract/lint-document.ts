import { fileURLToPath } from 'node:url';
import { createConfig, lint } from '@redocly/openapi-core';

/**
 * What the linter of OpenAPI and AsyncAPI has against a published document. The structure, the references, the parameters of
 * paths, the uniqueness of operation ids and the examples are errors; taste is not asked for.
 */
export async function lintDocument(file: string): Promise<string[]> {
  const config = await createConfig({
    rules: {
      struct: 'error',
      'no-unresolved-refs': 'error',
      'no-unused-components': 'error',
      'operation-operationId': 'error',
      'operation-operationId-unique': 'error',
      'operation-operationId-url-safe': 'error',
      'operation-parameters-unique': 'error',
      'operation-summary': 'error',
      'path-declaration-must-exist': 'error',
      'path-parameters-defined': 'error',
      'path-not-include-query': 'error',
      'no-identical-paths': 'error',
      'no-ambiguous-paths': 'error',
      'no-enum-type-mismatch': 'error',
      'no-schema-type-mismatch': 'error',
      'no-required-schema-properties-undefined': 'error',
      'no-invalid-schema-examples': 'error',
      'security-defined': 'error',
      'no-empty-servers': 'error',
    },
  });
  const problems = await lint({ ref: file, config });
  return problems.map(
    ({ ruleId, message, location }) =>
      `${ruleId}: ${message} (${location.map(({ pointer }) => pointer).join()})`,
  );
}

export function published(name: string): string {
  return fileURLToPath(new URL(`../../../src/contract/published/${name}`, import.meta.url));
}
