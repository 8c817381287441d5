import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloudsIn, runnable, runScript, type Script } from '../../../../test/support/run-script.ts';
import { listen } from '../../listen.ts';

const program = await runnable('infra/local/start/start.ts');
const quiet = ['--scenario', 'quiet', '--jobs', '5', '--poll', '1'];
let tmp: string;
let script: Script;

function start(...args: string[]): Script {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  script = runScript(program, [...args, ...port], tmp);
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
  expect(await line(/^Zendesk is in quarantine: the next poll/)).toBeDefined();
  type('heal zendesk');
  await line(/CLEARED Zendesk: quarantine, recovered/);

  type('delete box');
  await line(/CLEARED Box: quarantine, removed/);
  await line(/REMOVED Box: job, gone between/);
  // The runs know of all that arrived, too: an acknowledgement that is cut off is waited for, long.
  const arrived = () => lines.filter((each) => /(BEGAN|CLEARED|REMOVED) /.test(each)).length;
  const sent = () => lines.reduce((sum, each) => sum + Number(/ (\d+) events? sent/.exec(each)?.[1] ?? 0), 0);
  await expect.poll(() => sent() - arrived()).toBe(0);

  type('down bus');
  type('fail fabrikam');
  await line(/an event waits in the table, it cannot be sent: /);
  type('up bus');
  await line(/BEGAN {3}Fabrikam \(cross-tenant\): quarantine, EncounteredQuarantineException/);

  type('explode');
  await line(/There is no command 'explode'/);
  kill('SIGINT');
  expect(await ended).toBe(0);
  expect(await cloudsIn(tmp)).toEqual([]);
});

test('of several tenants each is done to alone, and its lines and events name it', async () => {
  const { type, line, lines, kill, ended } = start(...quiet, '--tenants', '3');
  const page = await line(/\/api\/tenants\?code=/);
  await line(/BEGAN {3}Northwind \/ Box: quarantine, /);

  type('fail zendesk TooManyDeletes in fabrikam');
  expect(await line(/^Zendesk in Fabrikam is in quarantine: the next poll/)).toBeDefined();
  await line(/BEGAN {3}Fabrikam \/ Zendesk: quarantine, TooManyDeletes \[observed/);
  type('withdraw fabrikam');
  await line(/^The consent of Fabrikam is withdrawn/);
  await line(/ Fabrikam: poll failed: .*AADSTS65001/);
  type('heal zendesk in fabrikam');
  type('fail zendesk');
  await line(/BEGAN {3}Contoso \/ Zendesk: quarantine, /);
  expect(lines.filter((each) => /CLEARED/.test(each))).toEqual([]);
  type('consent fabrikam');
  await line(/CLEARED Fabrikam \/ Zendesk: quarantine, recovered/);

  type('jobs zendesk');
  await line(/^ {2}Contoso \/ Zendesk: quarantined/);
  await line(/^ {2}Northwind \/ Zendesk: healthy/);
  const shown = await (await fetch(page.trim(), { headers: { accept: 'text/html' } })).text();
  for (const name of ['Contoso', 'Fabrikam', 'Northwind']) expect(shown).toContain(name);
  kill('SIGINT');
  expect(await ended).toBe(0);
  expect(await cloudsIn(tmp)).toEqual([]);
});

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
});

test('quit ends it, too', async () => {
  const { type, line, ended } = start(...quiet);
  await line(/^Type what is to happen/);
  type('quit');
  expect(await ended).toBe(0);
  expect(await cloudsIn(tmp)).toEqual([]);
});

test('without a prompt nothing is read', async () => {
  const { type, line, lines, kill, ended } = start(...quiet, '--no-prompt');
  type('quit');
  await line(/BEGAN {3}Box: quarantine, /);
  expect(lines.join('\n')).not.toContain('Type what is to happen');
  kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('what a function fails of is printed', async () => {
  const { line, kill, ended } = start(...quiet, '--set', 'CONDITIONS=weather');
  await line(/poll failed: .*CONDITIONS|CONDITIONS.*weather/);
  kill('SIGINT');
  expect(await ended).toBe(0);
});

test('a port that another program has is named before anything starts', async () => {
  const server = createServer();
  const port = await listen(server, 0);
  const { ended, lines } = start(...quiet, '--port', String(port));
  expect(await ended).toBe(1);
  server.close();
  expect(lines).toEqual([
    `Port ${port} is in use by another program: choose another one with --port, or 0 for a free one.`,
  ]);
});

test('a wrong option is named in a sentence', async () => {
  const { ended, lines } = start('--scenario', 'drama');
  expect(await ended).toBe(2);
  expect(lines).toEqual([
    "--scenario takes one of tour, conditions, outages, storm, blind, tenants, quiet, not 'drama'.",
    'npm start -- --help lists all options.',
  ]);
});
