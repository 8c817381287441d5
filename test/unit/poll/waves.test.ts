import { expect, test } from 'vitest';
import type { JobChange } from '../../../src/poll/ports.ts';
import { Waves } from '../../../src/poll/waves.ts';
import { change, jobState, principal } from '../../contract/state-store/job-changes.ts';

const changes = (count: number, from = 0): JobChange[] =>
  Array.from({ length: count }, (_, n) => change(jobState({ servicePrincipalId: principal(from + n) })));

/** Waves whose writes end when the test says so, and take up to 24 changes each. */
function rig() {
  const begun: (readonly JobChange[])[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const waves = new Waves((given) => {
    begun.push(given.slice(0, 24));
    return new Promise((resolve, reject) =>
      ends.push((error) => (error ? reject(error) : resolve(Math.min(24, given.length)))),
    );
  });
  return {
    waves,
    begun,
    async end(error?: Error) {
      ends.shift()?.(error);
      await settled();
    },
  };
}

/** All that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the first change is written at once, and those that come meanwhile as one', async () => {
  const { waves, begun, end } = rig();
  const few = changes(5);
  for (const each of few) await waves.add(each);
  await settled();
  expect(begun).toEqual([few.slice(0, 1)]);
  const flushed = waves.flush();
  await end();
  await end();
  await flushed;
  expect(begun).toEqual([few.slice(0, 1), few.slice(1)]);
});

test('while one wave is written the next is gathered; beyond that, whoever adds waits', async () => {
  const { waves, begun, end } = rig();
  const many = changes(200);
  let added = 0;
  const adding = (async () => {
    for (const each of many) {
      await waves.add(each);
      added++;
    }
  })();
  await settled();
  expect(begun).toHaveLength(1);
  expect(added).toBe(63);
  await end();
  expect(begun).toHaveLength(2);
  expect(added).toBe(64);
  await end();
  expect(begun).toHaveLength(3);
  expect(added).toBe(64 + 24);
  for (let n = 0; n < 10; n++) await end();
  await adding;
  const flushed = waves.flush();
  for (let n = 0; n < 10; n++) await end();
  await flushed;
  expect(begun.flat()).toEqual(many);
});

test('one wave is written at a time, and the order is that in which changes were added', async () => {
  let atWork = 0;
  const written: JobChange[] = [];
  const waves = new Waves(async (given) => {
    expect(++atWork).toBe(1);
    await settled();
    atWork--;
    const taken = given.slice(0, 1 + (written.length % 24));
    written.push(...taken);
    return taken.length;
  });
  const many = changes(300);
  for (const each of many) await waves.add(each);
  await waves.flush();
  expect(written).toEqual(many);
});

test('what ends the writing is thrown to whoever adds or flushes next, and nothing more is written', async () => {
  const { waves, begun, end } = rig();
  for (const each of changes(40)) await waves.add(each);
  await end(new Error('down'));
  await expect(waves.add(...(changes(1, 99) as [JobChange]))).rejects.toThrow('down');
  await expect(waves.flush()).rejects.toThrow('down');
  await waves.settle();
  expect(begun).toHaveLength(1);
});

test('nobody has to hear of what ended the writing, and settling waits for what is on its way', async () => {
  const { waves, end } = rig();
  await waves.settle();
  for (const each of changes(40)) await waves.add(each);
  let isSettled = false;
  const settling = waves.settle().then(() => {
    isSettled = true;
  });
  await settled();
  expect(isSettled).toBe(false);
  await end(new Error('down'));
  await settling;
});
