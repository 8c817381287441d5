import { expect, test } from 'vitest';
import { isLogged } from '../../functions-host/log-filter.ts';
import { hello, useHosts } from './hosts.ts';

const hosts = useHosts();

test.each([
  ['no version', {}, 'version'],
  ['another version', { version: '1.0' }, 'version'],
  ['a timeout that is no time', { version: '2.0', functionTimeout: '10 minutes' }, 'functionTimeout'],
  ['a level that is none', { version: '2.0', logging: { logLevel: { default: 'Loud' } } }, 'default'],
  [
    'throttles, which this host has not',
    { version: '2.0', extensions: { http: { maxConcurrentRequests: 1 } } },
    'maxConcurrentRequests',
  ],
])('an app whose host.json has %s does not start', async (_what, hostJson, words) => {
  await expect(hosts.start(await hosts.stage(hello, hostJson))).rejects.toThrow(words);
});

test('the log keeps what host.json keeps, and ends of runs are known all the same', async () => {
  const logLevel = { default: 'Warning', 'Function.talks.User': 'Error' };
  const source = `app.http('talks', { handler: (request, context) => {
    console.log('console'); console.error('console error'); context.warn('warning'); context.error('error'); return {};
  } });`;
  const appFolder = await hosts.stage(source, { version: '2.0', logging: { logLevel } });
  const printed = hosts.logged('console error');
  const host = await hosts.start(appFolder);
  const execution = host.nextExecution('talks');
  await fetch(`${host.url}/api/talks`);
  expect(await execution).toMatchObject({ result: 'succeeded' });
  await printed;
  expect(host.logs.map(({ message }) => message).sort()).toEqual(['console error', 'error']);
});

test.each([
  [{}, 'Function.poll', 'information', true],
  [{}, 'Function.poll', 'debug', false],
  [{ default: 'warning' }, 'Worker', 'information', false],
  [{ default: 'warning', Function: 'debug' }, 'Function.poll.User', 'debug', true],
  [{ Function: 'warning', 'Function.poll': 'trace' }, 'Function.poll.User', 'trace', true],
  [{ Function: 'warning', 'Function.poll': 'trace' }, 'Function.pollution', 'information', false],
  [{ 'function.POLL': 'error' }, 'Function.poll', 'warning', false],
  [{ default: 'none' }, 'Host', 'critical', false],
] as const)('with %j a line of %s at %s is kept: %s', (rules, category, level, isKept) => {
  expect(isLogged(rules, category, level)).toBe(isKept);
});
