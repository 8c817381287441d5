import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import { type failure, runCounts, runOutcome } from '../../../src/contract/answers/run.ts';
import type { Failure } from '../../../src/core/failure.ts';
import { type RunCounts, type RunOutcome, runCountNames, runOutcomes } from '../../../src/core/run-record.ts';

// The contract imports nothing, so that what it documents of a run and what the connector counts are two texts: they must agree.

test('the contract documents every count of a run, in their order', () => {
  expect(Object.keys(runCounts.shape)).toEqual(runCountNames);
  expectTypeOf<Readonly<z.output<typeof runCounts>>>().toEqualTypeOf<RunCounts>();
});

test('the contract documents the outcomes and the failures of a run', () => {
  expect(runOutcome.options).toEqual(runOutcomes);
  expectTypeOf<z.output<typeof runOutcome>>().toEqualTypeOf<RunOutcome>();
  expectTypeOf<Readonly<z.output<typeof failure>>>().toEqualTypeOf<Failure>();
});
