import { expect, it } from 'vitest';
import { rulesOf } from '../../start/rules.ts';

it('The rules of a run are those of its settings', () => {
  const settings = {
    CONDITIONS: 'quarantine, halt,jobs',
    OVERDUE_AFTER: 'PT1H1M1.5S',
    INITIAL_CYCLE_AFTER: 'P1DT1H',
    FAILURES_FROM: '25',
    HALT_AFTER: 'PT3S',
    FAILURES_CLEAR_AFTER: 'PT5S',
  };
  expect(rulesOf(settings)).toEqual({
    asked: new Set(['quarantine', 'halt', 'jobs']),
    haltAfterMs: 3_000,
    overdueAfterMs: 3_661_500,
    initialCycleAfterMs: 90_000_000,
    failuresFrom: 25,
    failuresClearAfterMs: 5_000,
  });
});

it('The rules of a run that sets nothing are those of the connector', () => {
  expect(rulesOf({})).toEqual({
    asked: new Set(['quarantine']),
    haltAfterMs: 1_800_000,
    overdueAfterMs: 3_600_000,
    initialCycleAfterMs: 172_800_000,
    failuresFrom: 10,
    failuresClearAfterMs: 86_400_000,
  });
});
