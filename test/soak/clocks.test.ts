import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** In a process of its own, since it turns the time of the whole process. */
const program = `
  const { startClocks } = await import('${new URL('clock/clocks.ts', import.meta.url)}');
  const { startTables } = await import('${new URL('../../infra/local/tables/start-tables.ts', import.meta.url)}');
  const clocks = await startClocks(Date.parse('2031-05-06T00:00:00Z'));
  const tables = await startTables({ env: clocks.env });
  const look = async () => {
    const answer = await fetch(tables.url);
    return { here: new Date().toISOString(), there: new Date(answer.headers.get('date')).toISOString() };
  };
  const ticks = performance.now();
  const before = await look();
  await clocks.forwardTo(Date.parse('2031-05-08T00:00:00Z'));
  const after = await look();
  await clocks.forwardTo(Date.parse('2031-05-07T00:00:00Z'));
  const never = await look();
  const isSame = new Date(5).getTime() === 5 && new Date() instanceof Date && Date().includes('2031');
  console.log(JSON.stringify({ before, after, never, isSame, hasTicked: performance.now() - ticks < 600_000 }));
  await tables.close();
  await clocks.close();
`;

test('all processes of a soak share a time of day that is set forward, and timers stay as they are', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const day = (date: string) => expect.stringMatching(`^2031-05-${date}T00:`);
  expect(JSON.parse(stdout)).toEqual({
    before: { here: day('06'), there: day('06') },
    after: { here: day('08'), there: day('08') },
    never: { here: day('08'), there: day('08') },
    isSame: true,
    hasTicked: true,
  });
});
