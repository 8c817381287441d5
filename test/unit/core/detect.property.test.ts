import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClearCause } from '../../../src/contract/events/event-names.ts';
import { readJob } from '../../../src/core/job.ts';
import { History } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob } from '../../support/jobs.ts';

const dates = fc.constantFrom(
  '2026-03-01T08:00:00Z',
  '2026-03-05T08:00:00.1234567Z',
  '2026-03-09T08:00:00Z',
  '',
  null,
);
const quarantinesOf = ({ transitions }: History) =>
  transitions.flatMap((transition) => (transition.condition === 'quarantine' ? transition : []));
const looks = fc.oneof(
  { weight: 3, arbitrary: fc.record({ see: fc.constant('quarantined' as const), date: dates }) },
  { weight: 3, arbitrary: fc.record({ see: fc.constant('healthy' as const) }) },
  fc.record({
    see: fc.constantFrom('paused' as const, 'gone' as const, 'unreadable' as const, 'unwatched' as const),
  }),
);

test('whatever a job does, its events alternate, have no gap and unique names, and no clear comes without proof', () => {
  fc.assert(
    fc.property(fc.array(looks, { maxLength: 40 }), (history) => {
      const job = new History();
      const seen: string[] = [];
      for (const [index, look] of history.entries()) {
        const minute = index * 5;
        if (look.see === 'quarantined') job.read(minute, quarantinedJob(look.date));
        else if (look.see === 'healthy') job.read(minute, healthyJob());
        else if (look.see === 'paused') job.read(minute, pausedJob());
        else job[look.see](minute);
        if (look.see !== 'unreadable' && look.see !== 'unwatched') seen.push(look.see);
        const cleared = quarantinesOf(job).find(
          (told) => told.kind === 'cleared' && told.recordedAt === History.arrival(minute),
        );
        if (cleared?.kind !== 'cleared') continue;
        // The proof: the same was read twice in a row, answers that were no answer aside; or a later series stands there.
        const proof: Partial<Record<ClearCause, string[]>> = {
          recovered: ['healthy', 'healthy'],
          removed: ['gone', 'gone'],
          superseded: ['quarantined'],
        };
        const { [cleared.cause]: proven } = proof;
        expect(seen.slice(-(proven?.length ?? 0))).toEqual(proven);
        expect(cleared.clearedAfter <= cleared.clearedBefore).toBe(true);
      }
      const told = quarantinesOf(job);
      expect(told.map(({ kind }) => kind)).toEqual(told.map((_, n) => (n % 2 === 0 ? 'began' : 'cleared')));
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, n) => (told[0]?.sequence ?? 0) + n));
      const names = told.map(({ kind, episode }) => `${kind} ${episode.name} ${episode.occurrence}`);
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: 2000 },
  );
});

test('no JSON makes the reading of a job throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (quarantine, schedule, settings) => {
      const raw = { ...healthyJob('a', { quarantine }), schedule, synchronizationJobSettings: settings };
      expect(['boolean']).toContain(typeof readJob(raw).ok);
      expect(typeof readJob(quarantine).ok).toBe('boolean');
    }),
    { numRuns: 2000 },
  );
});
