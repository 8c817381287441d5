import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloudsIn, runScript, type Script } from '../../../../test/support/run-script.ts';

const quiet = ['--scenario', 'quiet', '--jobs', '5', '--poll', '1', '--port', '0'];
let tmp: string;
let script: Script;

function start(...args: string[]): Script {
  script = runScript('infra/local/start/start.ts', args, tmp);
  return script;
}

beforeEach(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'start-'));
});

afterEach(async () => {
  script.kill('SIGKILL');
  await script.ended;
  await rm(tmp, { recursive: true, force: true });
});

test('what a person types happens in Entra, and its events are told; Ctrl-C leaves nothing behind', async () => {
  const { type, line, lines, kill, ended } = start(...quiet);
  await line(/^Type what is to happen/);
  await line(/BEGAN {3}Box: quarantine, /);

  type('jobs zen');
  expect(await line(/Zendesk: healthy \(Active, last run/)).toBeDefined();
  type('fail zendesk TooManyDeletes');
  await line(/BEGAN {3}Zendesk: quarantine, TooManyDeletes \[observed/);
  type('heal zendesk');
  await line(/CLEARED Zendesk: quarantine, recovered/);

  type('delete box');
  await line(/CLEARED Box: quarantine, removed/);
  await line(/REMOVED Box: job, gone between/);
  // The runs know of all that arrived, too: an acknowledgement that is cut off is waited for, long.
  const arrived = () => lines.filter((each) => /(BEGAN|CLEARED|REMOVED) /.test(each)).length;
  const sent = () => lines.reduce((sum, each) => sum + Number(/ (\d+) events sent/.exec(each)?.[1] ?? 0), 0);
  await expect.poll(() => sent() - arrived(), { timeout: 30_000 }).toBe(0);

  type('down bus');
  type('fail fabrikam');
  await line(/"line":"unsent"/);
  type('up bus');
  await line(/BEGAN {3}Fabrikam \(cross-tenant\): quarantine, EncounteredQuarantineException/);

  type('explode');
  await line(/There is no command 'explode'/);
  kill('SIGINT');
  expect(await ended).toBe(0);
  expect(await cloudsIn(tmp)).toEqual([]);
}, 120_000);

test('a debugger can attach to the connector, whose address is printed', async () => {
  const { line, kill, ended } = start(...quiet, '--inspect=0');
  const found = await line(/^A debugger can attach to the connector at ws:/);
  const { host } = new URL(found.split(' ').at(-1) ?? '');
  expect(host).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await (await fetch(`http://${host}/json/version`)).json()).toMatchObject({
    Browser: `node.js/${process.version}`,
  });
  kill('SIGINT');
  expect(await ended).toBe(0);
}, 120_000);

test('quit ends it, too', async () => {
  const { type, line, ended } = start(...quiet);
  await line(/^Type what is to happen/);
  type('quit');
  expect(await ended).toBe(0);
  expect(await cloudsIn(tmp)).toEqual([]);
}, 120_000);

test('without a prompt nothing is read', async () => {
  const { type, line, lines, kill, ended } = start(...quiet, '--no-prompt');
  type('quit');
  await line(/BEGAN {3}Box: quarantine, /);
  expect(lines.join('\n')).not.toContain('Type what is to happen');
  kill('SIGTERM');
  expect(await ended).toBe(0);
}, 120_000);

test('a wrong option is named in a sentence', async () => {
  const { ended, lines } = start('--scenario', 'drama');
  expect(await ended).toBe(2);
  expect(lines).toEqual([
    "--scenario takes one of tour, conditions, outages, storm, blind, quiet, not 'drama'.",
    'npm start -- --help lists all options.',
  ]);
});
