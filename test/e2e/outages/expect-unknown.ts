import { expect } from 'vitest';
import type { Connector } from '../../support/connector.ts';

/** Without the table nothing can be said of a job: no route pretends, and each says when to come back. */
export async function expectUnknown(connector: Connector, jobPath: string): Promise<void> {
  const paths = ['jobs', jobPath, `${jobPath}/transitions`, 'health'];
  const answers = await Promise.all(paths.map((path) => connector.get(path)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 503));
  for (const { headers } of answers) {
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('x-ms-error-code')).toBe('StorageUnavailable');
  }
}
