import { describe, expect, it } from 'vitest';
import { commandHelp, parseCommand } from '../../start/commands.ts';

const deed = (deed: object) => ({ kind: 'deed', deed });

describe('A typed command', () => {
  it.each([
    ['heal Box', deed({ verb: 'heal', application: 'Box' })],
    ['  HEAL   Salesforce Sandbox ', deed({ verb: 'heal', application: 'Salesforce Sandbox' })],
    ['retry Box', deed({ verb: 'retry', application: 'Box' })],
    ['pause Box', deed({ verb: 'pause', application: 'Box' })],
    ['start Box', deed({ verb: 'start', application: 'Box' })],
    ['disable Box', deed({ verb: 'disable', application: 'Box' })],
    ['stall workday', deed({ verb: 'stall', application: 'workday' })],
    ['run workday', deed({ verb: 'run', application: 'workday' })],
    ['fail-objects Box 40', deed({ verb: 'failObjects', application: 'Box', count: 40 })],
    ['fail-objects Box 0', deed({ verb: 'failObjects', application: 'Box', count: 0 })],
    ['fail-objects  App 12  7', deed({ verb: 'failObjects', application: 'App 12', count: 7 })],
    ['give-up Box', deed({ verb: 'giveUp', application: 'Box', shows: 'quarantine' })],
    ['give-up Box Paused', deed({ verb: 'giveUp', application: 'Box', shows: 'pause' })],
    ['delete Box', deed({ verb: 'delete', application: 'Box' })],
    ['restore Box', deed({ verb: 'restore', application: 'Box' })],
    ['throttle Box', deed({ verb: 'throttle', application: 'Box', retryAfterSeconds: 5 })],
    ['serve Box', deed({ verb: 'serve', application: 'Box' })],
    ['fail Box toomanydeletes', deed({ verb: 'fail', application: 'Box', reason: 'TooManyDeletes' })],
    ['down bus', deed({ verb: 'down', service: 'bus' })],
    ['up Graph', deed({ verb: 'up', service: 'graph' })],
    ['poison Box', deed({ verb: 'poison', application: 'Box' })],
    ['cure Box', deed({ verb: 'cure', application: 'Box' })],
    ['lose Tables', deed({ verb: 'lose', service: 'tables' })],
    ['deny synchronization.read.all', deed({ verb: 'deny', role: 'Synchronization.Read.All' })],
    ['grant Application.Read.All', deed({ verb: 'grant', role: 'Application.Read.All' })],
    ['health', { kind: 'health' }],
    ['jobs', { kind: 'jobs', part: '' }],
    ['jobs sales', { kind: 'jobs', part: 'sales' }],
    ['poll', { kind: 'poll' }],
    ['play', { kind: 'play' }],
    ['help', { kind: 'help' }],
    ['curl', { kind: 'curl' }],
    ['exit', { kind: 'quit' }],
  ])('%s is understood, and the help names it', (line, command) => {
    expect(parseCommand(line)).toEqual(command);
    expect(commandHelp).toContain(`\n  ${line.trim().split(' ')[0]?.toLowerCase()}`);
  });

  it('that fails a job without a reason fails it with an exception and its error', () => {
    expect(parseCommand('fail Salesforce Sandbox')).toMatchObject(
      deed({
        verb: 'fail',
        application: 'Salesforce Sandbox',
        reason: 'EncounteredQuarantineException',
        error: { tenantActionable: true },
      }),
    );
  });

  it('may be quit as well as exit', () => {
    expect(parseCommand('quit')).toEqual({ kind: 'quit' });
    expect(commandHelp).toContain('exit, quit');
  });

  it('names the reason as the mistake where only that is one', () => {
    const names = {
      isApplication: (name: string) => name === 'Zendesk' || name === 'New Relic',
      isTenant: () => false,
    };
    expect(() => parseCommand('fail Zendesk TooManyDeletez', names)).toThrow(
      "'TooManyDeletez' is no reason of a quarantine. Graph gives one of EncounteredQuarantineException, ",
    );
    expect(parseCommand('fail New Relic', names)).toMatchObject(
      deed({ verb: 'fail', application: 'New Relic' }),
    );
    expect(parseCommand('fail nobody at all', names)).toMatchObject(deed({ application: 'nobody at all' }));
  });

  it('is done in another tenant where one is named at its end', () => {
    const asked: unknown[] = [];
    const names = {
      isApplication(...name: unknown[]) {
        asked.push(name);
        return true;
      },
      isTenant: (name: string) => name === 'fabrikam',
    };
    const tenant = 'fabrikam';
    expect(parseCommand('heal Zendesk in fabrikam ', names)).toEqual(
      deed({ verb: 'heal', application: 'Zendesk', tenant }),
    );
    expect(parseCommand('fail New Relic TooManyDeletes IN fabrikam', names)).toEqual(
      deed({ verb: 'fail', application: 'New Relic', reason: 'TooManyDeletes', tenant }),
    );
    expect(parseCommand('fail New Relic in fabrikam', names)).toMatchObject(
      deed({ verb: 'fail', application: 'New Relic', tenant }),
    );
    expect(asked).toContainEqual(['New Relic', 'fabrikam']);
    expect(parseCommand('deny application.read.all in fabrikam', names)).toEqual(
      deed({ verb: 'deny', role: 'Application.Read.All', tenant }),
    );
    expect(parseCommand('jobs in fabrikam', names)).toEqual({ kind: 'jobs', part: '', tenant });
    expect(parseCommand('heal Check in desk', names)).toEqual(
      deed({ verb: 'heal', application: 'Check in desk' }),
    );
    expect(() => parseCommand('down bus in fabrikam', names)).toThrow(
      "'down bus' is not done in one tenant. 'help' lists what is.",
    );
  });

  it.each(['withdraw', 'consent', 'limit', 'unlimit', 'slow', 'hasten'])(
    '%s is done to a tenant, and the help names it',
    (verb) => {
      expect(parseCommand(`${verb} Northwind`)).toEqual(deed({ verb, tenant: 'Northwind' }));
      expect(commandHelp).toContain(`\n  ${verb} TENANT`);
      expect(() => parseCommand(verb)).toThrow(
        `'${verb}' wants the name of a tenant, such as '${verb} contoso'.`,
      );
    },
  );

  it('is listed in a help that fits into eighty columns', () => {
    expect(commandHelp.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('may be empty', () => {
    expect(parseCommand('  ')).toBeUndefined();
  });

  it.each([
    ['explode', "There is no command 'explode'. 'help' lists them."],
    ['heal', "'heal' wants the name of an application. 'jobs' lists them."],
    ['fail', "'fail' wants the name of an application."],
    ['fail TooManyDeletes', "'fail' wants the name of an application."],
    ['stall', "'stall' wants the name of an application. 'jobs' lists them."],
    ['give-up', "'give-up' wants the name of an application."],
    [
      'fail-objects box',
      "'fail-objects' wants the name of an application and how many objects fail, such as 'fail-objects box 40'; 0 mends them.",
    ],
    ['fail-objects 40', "such as 'fail-objects box 40'"],
    ['fail-objects box -4', "such as 'fail-objects box 40'"],
    ['fail-objects box many', "such as 'fail-objects box 40'"],
    ['down', "'down' wants one of graph, identity, tables, bus, not ''."],
    ['lose bus', "'lose' wants tables, not 'bus'"],
    ['deny', "'deny' wants one of Synchronization.Read.All, Application.Read.All, not ''."],
    ['down internet', "'down' wants one of graph, identity, tables, bus, not 'internet'."],
  ])('%s is a mistake that is named', (line, message) => {
    expect(() => parseCommand(line)).toThrow(message);
  });
});
