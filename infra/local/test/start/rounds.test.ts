import { expect, it } from 'vitest';
import { createRounds } from '../../start/rounds.ts';

it('A round is over when a poll of each tenant has ended since it was asked for', async () => {
  const rounds = createRounds(['a', 'b']);
  rounds.ended('a');
  const over: string[] = [];
  const first = rounds.next().then(() => over.push('first'));
  rounds.ended('b');
  rounds.ended('b');
  const second = rounds.next().then(() => over.push('second'));
  rounds.ended('a');
  await first;
  expect(over).toEqual(['first']);
  rounds.ended('b');
  await second;
  expect(over).toEqual(['first', 'second']);
});
