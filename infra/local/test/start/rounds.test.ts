import { expect, it } from 'vitest';
import { createRounds } from '../../start/rounds.ts';

it('A round is over when so many polls of each of its tenants have ended since it was asked for', async () => {
  const rounds = createRounds();
  rounds.ended('a');
  const over: string[] = [];
  const both = rounds.after(1, ['a', 'b']).then(() => over.push('both'));
  const twice = rounds.after(2, ['a']).then(() => over.push('a twice'));
  for (const tenantId of ['b', 'b', 'c', 'a']) rounds.ended(tenantId);
  await both;
  expect(over).toEqual(['both']);
  rounds.ended('a');
  await twice;
  expect(over).toEqual(['both', 'a twice']);
});
