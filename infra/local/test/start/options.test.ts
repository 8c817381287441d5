import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenario/scenarios.ts';
import { help, parseOptions } from '../../start/options.ts';

describe('The options of npm start', () => {
  it('play the tour at a beat a second when nothing is said', () => {
    expect(parseOptions([])).toEqual({
      once: false,
      prompt: true,
      scenario: 'tour',
      tenants: 1,
      jobs: 0,
      speed: 1,
      port: 7071,
      poll: 2,
      settings: {},
      inspectPort: undefined,
    });
  });

  it('are read as they are written', () => {
    const args =
      '--scenario storm --jobs 400 --speed 2.5 --poll 1 --port 0 --no-prompt --set EMIT_CHANGED=true --set WATCH_FILTER=b=c'.split(
        ' ',
      );
    expect(parseOptions(args)).toMatchObject({
      scenario: 'storm',
      jobs: 400,
      speed: 2.5,
      poll: 1,
      port: 0,
      prompt: false,
      settings: { EMIT_CHANGED: 'true', WATCH_FILTER: 'b=c' },
    });
  });

  it('play the scenario of several tenants where there are several, and have several for it', () => {
    expect(parseOptions(['--tenants', '5'])).toMatchObject({ scenario: 'tenants', tenants: 5 });
    expect(parseOptions(['--scenario', 'tenants'])).toMatchObject({ scenario: 'tenants', tenants: 12 });
    expect(parseOptions(['--scenario', 'storm', '--tenants', '3'])).toMatchObject({
      scenario: 'storm',
      tenants: 3,
    });
    expect(() => parseOptions(['--tenants', '1'])).toThrow(
      "--tenants takes a whole number from 2 to 50, not '1'.",
    );
  });

  it('let a debugger attach at the usual port, or at another', () => {
    expect(parseOptions(['--inspect'])).toMatchObject({ inspectPort: 9229 });
    expect(parseOptions(['--inspect=0'])).toMatchObject({ inspectPort: 0 });
  });

  it("may be every setting of docs/settings.md, and the platform's own", async () => {
    const page = await readFile(new URL('../../../../docs/settings.md', import.meta.url), 'utf8');
    const cells = [...page.matchAll(/^\| (`.+?) \|/gm)].map(([, cell = '']) => cell);
    const names = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
    expect(names).toEqual(expect.arrayContaining(['TENANT_ID', 'ServiceBus__clientId', 'SnapshotStorage']));
    const settings = [...names.filter((name) => name !== 'POLL_SCHEDULE'), 'WEBSITE_TIME_ZONE'];
    const args = settings.flatMap((name) => ['--set', `${name}=x`]);
    expect(parseOptions(args)).toMatchObject({ settings: { TENANT_ID: 'x', WEBSITE_TIME_ZONE: 'x' } });
  });

  it('ask for help', () => {
    expect(parseOptions(['--once', '--help'])).toBe('help');
  });

  it('read no commands when the scenario is played once', () => {
    expect(parseOptions(['--once'])).toMatchObject({ once: true, prompt: false });
  });

  it.each([
    [
      '--scenario drama',
      "--scenario takes one of tour, conditions, outages, storm, blind, tenants, quiet, not 'drama'.",
    ],
    [
      '--scenario toString',
      "--scenario takes one of tour, conditions, outages, storm, blind, tenants, quiet, not 'toString'.",
    ],
    ['--jobs 1.5', "--jobs takes a whole number from 0 to 100000, not '1.5'."],
    ['--jobs -1', "--jobs takes a whole number from 0 to 100000, not '-1'."],
    ['--speed 0', "--speed takes a number from 0.1 to 10, not '0'."],
    ['--speed fast', "--speed takes a number from 0.1 to 10, not 'fast'."],
    ['--poll 0', "--poll takes a whole number from 1 to 30, not '0'."],
    ['--port 70000', "--port takes a whole number from 0 to 65535, not '70000'."],
    [
      '--set EMIT_CHANGED',
      "--set takes a setting as NAME=VALUE, such as EMIT_CHANGED=true, not 'EMIT_CHANGED'.",
    ],
    ['--set FOO=bar', '--set FOO names no setting of the connector: docs/settings.md lists all.'],
    ['--set emit_changed=true', '--set emit_changed names no setting of the connector: write EMIT_CHANGED.'],
    [
      '--set Foo=1 --set EMIT_CHANGED=true --set WACH=*',
      '--set Foo names no setting of the connector: docs/settings.md lists all.\n--set WACH names no setting of the connector: write WATCH.',
    ],
    ['--sped 2', "Unknown option '--sped'"],
    ['storm', '"storm" belongs to no option'],
    ['--port 0 --port 1', '--port is given more than once'],
    ['--inspect=much', "--inspect takes a whole number from 0 to 65535, not 'much'."],
  ])('%s is a mistake that is named', (args, message) => {
    expect(() => parseOptions(args.split(' '))).toThrow(message);
  });

  it('take a schedule of the six fields that the platform knows', () => {
    expect(parseOptions(['--set', 'POLL_SCHEDULE=0 */5 * * * *'])).toMatchObject({
      settings: { POLL_SCHEDULE: '0 */5 * * * *' },
    });
  });

  it.each([
    [{ npm_config_scenario: 'true' }, ['quiet'], '--scenario', '--scenario quiet'],
    [{ npm_config_once: 'true' }, [], '--once', '--once'],
    [{ npm_config_prompt: '' }, [], '--no-prompt', '--no-prompt'],
  ])('that npm kept, as %j, are named with what to write', (env, args, kept, written) => {
    expect(() => parseOptions(args, env)).toThrow(
      `npm kept ${kept} for itself: put -- in front, as in npm start -- ${written}\n`,
    );
  });

  it("are not npm's own", () => {
    expect(
      parseOptions([], { npm_config_jobs: '4', npm_config_registry: 'https://example.org' }),
    ).toMatchObject({
      jobs: 0,
    });
  });

  it('are all in the help text, and so are the scenarios', () => {
    const options = [
      'scenario',
      'jobs',
      'speed',
      'poll',
      'port',
      'set',
      'inspect',
      'once',
      'no-prompt',
      'help',
    ];
    for (const option of options) expect(help).toContain(`--${option}`);
    for (const [name, { what }] of Object.entries(scenarios))
      expect(help).toContain(`${name.padEnd(11)}${what}`);
  });
});
