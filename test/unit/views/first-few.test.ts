import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FirstFew } from '../../../src/views/first-few.ts';

test('the first few are those that sorting all would give, equal ones in the order in which they came', () => {
  const some = fc.array(fc.record({ rank: fc.nat(9), id: fc.nat() }), { maxLength: 60 });
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 20 }), (all, most) => {
      const byRank = (a: { rank: number }, b: { rank: number }) => a.rank - b.rank;
      const few = new FirstFew(most, byRank);
      for (const one of all) few.add(one);
      expect(few.list()).toEqual([...all].sort(byRank).slice(0, most));
      for (const one of all) few.add(one);
      expect(few.list()).toEqual([...all, ...all].sort(byRank).slice(0, most));
    }),
  );
});
