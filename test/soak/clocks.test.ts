import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** In a process of its own, since it turns the time of the whole process. @returns what it said */
async function runProgram(program: string): Promise<unknown> {
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
  return JSON.parse(stdout);
}

const importClocks = `const { startClocks } = await import('${new URL('clock/clocks.ts', import.meta.url)}');`;

const sharing = `
  ${importClocks}
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
  const day = (date: string) => expect.stringMatching(`^2031-05-${date}T00:`);
  expect(await runProgram(sharing)).toEqual({
    before: { here: day('06'), there: day('06') },
    after: { here: day('08'), there: day('08') },
    never: { here: day('08'), there: day('08') },
    isSame: true,
    hasTicked: true,
  });
});

/** The one end of a connection is cut while the other waits: a process that turns none, and one that nothing turns. */
const cutting = `
  import { execFile } from 'node:child_process';
  import { once } from 'node:events';
  import { connect, createServer } from 'node:net';
  import { setTimeout as wait } from 'node:timers/promises';
  ${importClocks}
  const clocks = await startClocks(Date.now());
  const killed = connect(Number(clocks.env.SOAK_CLOCK_PORT), '127.0.0.1');
  killed.write('{"pid":1}\\n');
  await once(killed, 'data');
  killed.write('{"turned":0}\\n');
  killed.once('data', () => killed.resetAndDestroy());
  while (!killed.destroyed) {
    await wait(5);
    await clocks.forwardTo(Date.now() + 1000);
  }
  await clocks.forwardTo(Date.now() + 1000);

  const gone = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  await once(gone.listen(0, '127.0.0.1'), 'listening');
  const env = { ...clocks.env, SOAK_CLOCK_PORT: String(gone.address().port) };
  const left = execFile(process.execPath, ['-e', 'setTimeout(() => {}, 200)'], { env });
  const [code] = await once(left, 'exit');
  gone.close();
  await clocks.close();
  console.log(JSON.stringify({ code }));
`;

test('a soak goes on when a process is killed, and a process when the soak is', async () => {
  expect(await runProgram(cutting)).toEqual({ code: 0 });
});
