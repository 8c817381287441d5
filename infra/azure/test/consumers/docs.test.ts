import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { toMessage } from '../../../../src/bus/to-message.ts';
import { busRig } from '../../../local/test/bus/bus-rig.ts';
import { one } from '../../../local/test/bus/messages.ts';
import { loadDefinition } from './load-definition.ts';
import { namedFilters } from './named-filters.ts';
import { quarantineEvents } from './quarantine-events.ts';
import { messageOf } from './run-notice.ts';
import { everyAction } from './workflow/definition.ts';
import { resolve } from './workflow/evaluate.ts';

const rig = busRig();
const run = promisify(execFile);
const docs = await readFile(new URL('../../../../docs/subscribers.md', import.meta.url), 'utf8');
const filters = await namedFilters(
  '11111111-1111-4111-8111-111111111111',
  'hrInbound',
  '88888888-8888-4888-8888-888888888888',
);

const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n *\`\`\``, 'gs'))].map(([, block = '']) => block);
const section = (heading: string) =>
  docs.split(/^##+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';

/** Writes what it was called with as a line of JSON. */
const standIn = `#!${process.execPath}\nprocess.stdout.write(JSON.stringify(process.argv.slice(2)) + '\\n');\n`;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'az-'));
  await writeFile(join(folder, 'az'), standIn, { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true }));

/** The options of each `rule create` that a shell makes of these lines, by name. */
async function created(script: string): Promise<Readonly<Record<string, string>>[]> {
  const define = blocks(section('Filters'), 'sh').find((block) => block.startsWith('rule()')) ?? '';
  const { stdout } = await run('sh', ['-ec', `${define}\n${script}`], {
    env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const args = z.array(z.string()).parse(JSON.parse(line));
      expect(args.slice(0, 5)).toEqual(['servicebus', 'topic', 'subscription', 'rule', 'create']);
      const options = args.slice(5);
      return Object.fromEntries(
        options.flatMap((name, at) => (at % 2 === 0 ? [[name, options[at + 1] ?? '']] : [])),
      );
    });
}

/** A rule as the templates write it, of the options that say what it takes. */
function ruleOf(options: Readonly<Record<string, string>>): object {
  if (options['--filter-type'] === 'SqlFilter') return { sql: options['--filter-sql-expression'] };
  expect(options['--filter-type']).toBe('CorrelationFilter');
  const property = options['--correlation-filter-property']?.split('=');
  return {
    label: options['--label'],
    ...(property && { properties: Object.fromEntries([property]) }),
  };
}

describe.each(Object.entries(filters).filter(([name]) => name !== 'everything'))(
  'the commands for the filter %s',
  (name, { sql, correlation }) => {
    test('make the rules of filters.json, in each of its forms', async () => {
      const made: object[][] = [];
      for (const block of blocks(section(name), 'sh')) made.push((await created(block)).map(ruleOf));
      expect(made).toEqual([...(correlation ? [correlation] : []), [{ sql }]]);
    });
  },
);

test('the command for a subscription makes what the template makes', async () => {
  const template = await readFile(new URL('../../modules/subscription.bicep', import.meta.url), 'utf8');
  const ofTemplate = (name: string) =>
    new RegExp(`^param ${name} \\w+ = (.*)$`, 'm').exec(template)?.[1] ??
    new RegExp(`^ {4}${name}: (.*)$`, 'm').exec(template)?.[1];
  const command = blocks(section('Make a subscription'), 'sh').find((block) =>
    block.startsWith('az servicebus'),
  );
  const options = Object.fromEntries(
    [...(command ?? '').matchAll(/--([\w-]+) (\S+)/g)].map(([, name = '', value]) => [name, value]),
  );
  expect(options).toMatchObject({
    'enable-session': 'true',
    'max-delivery-count': ofTemplate('maxDeliveryCount'),
    'lock-duration': ofTemplate('lockDuration')?.replaceAll("'", ''),
    'enable-dead-lettering-on-message-expiration': ofTemplate('deadLetteringOnMessageExpiration'),
    'dead-letter-on-filter-exceptions': ofTemplate('deadLetteringOnFilterEvaluationExceptions'),
  });
});

test('the expression for Logic Apps gives the event of a message of the bus, and is the one of the workflow', async () => {
  const [expression, ...more] = blocks(docs, 'workflow').map((block) => block.trim());
  expect(more).toEqual([]);
  const bus = await rig.emulator({ topics: { events: { subscriptions: { workflows: {} } } } });
  const client = rig.emulatorClient(bus.connectionString);
  const { began } = quarantineEvents();
  if (!began) throw new Error('no event');
  await client.createSender('events').sendMessages(toMessage(began));
  const receiver = client.createReceiver('events', 'workflows', { skipParsingBodyAsJson: true });
  const nothing = new Map<string, unknown>();
  const scene = { parameters: {}, outputs: nothing, bodies: nothing, variables: nothing, items: nothing };
  const triggerBody = messageOf((await one(receiver)).body);

  const event = resolve(`@${expression}`, { ...scene, triggerBody });
  expect(event).toEqual(JSON.parse(new TextDecoder().decode(began.body)));
  const [, used] =
    everyAction((await loadDefinition('notice')).actions).find(([name]) => name === 'Event') ?? [];
  expect(used).toMatchObject({ inputs: `@${expression}` });
});
