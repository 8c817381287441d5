import fc from 'fast-check';
import { type Answering, answerings, type Batching, batchings } from './truth.ts';

/** What changes the truth, or how it is answered. `job` and `principal` count round the tenant's. */
export type Act =
  | { readonly act: 'quarantine'; readonly job: number; readonly began: Began }
  | {
      readonly act: 'retry' | 'lift' | 'pause' | 'disable' | 'remove' | 'restore' | 'nameSeries';
      readonly job: number;
    }
  | {
      readonly act:
        | 'stall'
        | 'runLate'
        | 'fallBehind'
        | 'catchUp'
        | 'forgetRuns'
        | 'pruneEscrows'
        | 'failWhole';
      readonly job: number;
    }
  | { readonly act: 'fail'; readonly job: number; readonly objects: number }
  | { readonly act: 'runEvery'; readonly job: number; readonly minutes: number }
  | { readonly act: 'giveReason'; readonly job: number; readonly pair: number }
  | { readonly act: 'removePrincipal' | 'restorePrincipal'; readonly principal: number }
  | { readonly act: 'lag'; readonly principal: number; readonly back: number; readonly minutes: number }
  | { readonly act: 'answer'; readonly principal: number; readonly answering: Answering }
  | { readonly act: 'batch'; readonly batching: Batching }
  | { readonly act: 'directory'; readonly answers: boolean };

/** `later` lies ahead of the clock: clocks differ. `old` was told before, or long ago. */
export type Began = 'now' | 'missing' | 'later' | 'old';

const number = fc.nat({ max: 11 });

export const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant('quarantine' as const),
      job: number,
      began: fc.constantFrom<Began[]>('now', 'now', 'missing', 'later', 'old', 'old'),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      act: fc.constantFrom(
        ...(['retry', 'lift', 'lift', 'lift', 'pause', 'disable', 'remove', 'restore'] as const),
        ...(['restore', 'nameSeries'] as const),
      ),
      job: number,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      act: fc.constantFrom(
        ...(['stall', 'stall', 'runLate', 'fallBehind', 'catchUp', 'catchUp', 'catchUp'] as const),
        ...(['forgetRuns', 'pruneEscrows', 'failWhole'] as const),
      ),
      job: number,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('fail' as const),
      job: number,
      objects: fc.constantFrom(0, 0, 4, 5, 9, 10, 12, 100, 150),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('runEvery' as const),
      job: number,
      minutes: fc.constantFrom(5, 40, 40, 120),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ act: fc.constant('giveReason' as const), job: number, pair: fc.nat({ max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('removePrincipal' as const, 'restorePrincipal', 'restorePrincipal'),
      principal: number,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('lag' as const),
      principal: number,
      back: fc.nat({ max: 3 }),
      minutes: fc.constantFrom(1, 8, 30),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('answer' as const),
      principal: number,
      answering: fc.oneof(fc.constant('plain' as const), fc.constantFrom(...answerings)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('batch' as const), batching: fc.constantFrom(...batchings) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('directory' as const), answers: fc.boolean() }),
  },
);
