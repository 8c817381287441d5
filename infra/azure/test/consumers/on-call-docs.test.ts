import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { layers, onCallConsumers } from './load-definition.ts';
import { OnCallWorld } from './on-call-world.ts';

const docs = await readFile(new URL('../../../../docs/on-call.md', import.meta.url), 'utf8');
const readme = await readFile(new URL('../../consumers/README.md', import.meta.url), 'utf8');
const [, began = ''] = /## Try it.*?```json\n(.*?)\n```/s.exec(docs) ?? [];

describe.each(onCallConsumers)('the message to try %s with', (name) => {
  test('opens an incident, and what the docs make of it resolves it', async () => {
    const world = new OnCallWorld(name);
    world.subscription.send(began, 'test');
    await world.work();
    expect(world.open).toEqual(['entra-provisioning-test-quarantine']);
    const cleared = began
      .replace('quarantine.began', 'quarantine.cleared')
      .replace('test-1', 'test-2')
      .replace('0000000001', '0000000002');
    world.subscription.send(cleared, 'test');
    await world.work();
    expect(world.open).toEqual([]);
    expect(world.receiver.incidents).toHaveLength(1);
    expect(world.subscription.deadLetters).toEqual([]);
  });
});

test('the list of what to send to is JSON with the members that the docs name', () => {
  const [, list = ''] = /ON_CALL '(.*)'/.exec(docs) ?? [];
  const [entry] = JSON.parse(list);
  for (const name of Object.keys(entry)) expect(docs).toMatch(new RegExp(`^\\| .*\`${name}\``, 'm'));
});

test.each(Object.entries(layers))('the layers of %s are those of the README', (name, files) => {
  const row = readme
    .split('\n')
    .find((line) =>
      line.startsWith(name in { notice: 1, webhook: 1, digest: 1 } ? `| ${name} |` : '| on-call |'),
    );
  for (const file of files) expect(row).toContain(`\`${file}\``);
});
