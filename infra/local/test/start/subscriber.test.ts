import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runnable, runScript, type Script } from '../../../../test/support/run-script.ts';

const programs = {
  start: await runnable('infra/local/start/start.ts'),
  subscriber: await runnable('infra/local/start/subscriber.ts'),
};
let tmp: string;
let running: Script[] = [];

function run(file: keyof typeof programs, ...args: string[]): Script {
  const script = runScript(programs[file], args, tmp);
  running.push(script);
  return script;
}

beforeEach(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'subscriber-'));
});

afterEach(async () => {
  for (const script of running) script.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
  await rm(tmp, { recursive: true, force: true });
});

test('npm run subscriber shows the events of the npm start that runs in another terminal', async () => {
  const start = run('start', '--scenario', 'quiet', '--poll', '1', '--port', '0');
  await start.line(/BEGAN {3}Box: quarantine, /);
  const subscriber = run('subscriber');
  await subscriber.line(/"type":"entra\.provisioning\.quarantine\.began".*"subject":"Box/);

  start.type('pause zendesk');
  await subscriber.line(
    /"type":"entra\.provisioning\.halt\.began".*"subject":"Zendesk","time":.*"reason":"paused"/,
  );
  subscriber.kill('SIGTERM');
  expect(await subscriber.ended).toBe(0);
});

test('without an npm start it says what to do', async () => {
  const subscriber = run('subscriber');
  await subscriber.line(/^No local cloud is running: run npm start in another terminal first\.$/);
  expect(await subscriber.ended).toBe(1);
});
