import fc from 'fast-check';
import { PublishError, SourceError, StoreError } from '../../../src/core/errors.ts';
import { type Act, acts } from '../tenant/acts.ts';
import { type Around, EndedEarly } from './around.ts';

const faultKinds = ['failed', 'answerLost', 'repeated', 'died', 'diedAfter', 'slow', 'slowAfter'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Something that goes wrong at the nth awaited call of a poll. */
export interface Fault {
  /** From 1. */
  readonly at: number;
  /** Which calls count: whichever port's they are, or those that write and send, of which most polls have few. */
  readonly among: 'all' | 'writing';
  /**
   * - `failed`: it had no effect; `answerLost`: it had, and looks as if it had none
   * - `repeated`: the client sent it again after the answer was lost
   * - `died`, `diedAfter`: so did the process, before or after the effect
   * - `slow`, `slowAfter`: other things happen before or after the effect
   */
  readonly kind: FaultKind;
  readonly meanwhile: Meanwhile;
}

/** What happens during a slow call. */
export interface Meanwhile {
  readonly seconds: number;
  readonly acts: readonly Act[];
  /** Another poll begins and ends. */
  readonly polls: boolean;
  /** What someone does to the table. */
  readonly table: 'lost' | 'setBack' | undefined;
}

const writing = /^(publisher\.send|table\.(record|refresh|acknowledge|runRow))/;

const places: fc.Arbitrary<Pick<Fault, 'at' | 'among'>> = fc.oneof(
  fc.record({ among: fc.constant('all' as const), at: fc.integer({ min: 1, max: 22 }) }),
  fc.record({ among: fc.constant('writing' as const), at: fc.integer({ min: 1, max: 6 }) }),
);

const happenings: fc.Arbitrary<Pick<Fault, 'kind' | 'meanwhile'>> = fc.record({
  kind: fc.constantFrom(...faultKinds),
  meanwhile: fc.record({
    seconds: fc.constantFrom(1, 20, 40, 40, 200, 200, 4000),
    acts: fc.array(acts, { maxLength: 3 }),
    polls: fc.boolean(),
    table: fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('lost' as const, 'setBack' as const) },
    ),
  }),
});

export const faults: fc.Arbitrary<Fault> = fc
  .tuple(places, happenings)
  .map(([place, happening]) => ({ ...place, ...happening }));

/** Those at whose call nothing else happens: in a race other things happen at every call. */
export const faultsAtOnce: fc.Arbitrary<Fault> = faults.filter(
  ({ kind }) => kind !== 'slow' && kind !== 'slowAfter',
);

/** The process is no more: whatever its poll still awaits has no effect. */
export class Died extends Error {}

/** Lets one fault happen to a poll; `met` hears of it. */
export function faulty(
  fault: Fault | undefined,
  happen: (meanwhile: Meanwhile) => Promise<void>,
  met: (call: string, kind: FaultKind) => void,
): Around {
  let calls = 0;
  let dead = false;
  const die = (): never => {
    dead = true;
    throw new Died('the process was killed');
  };
  return async (call, effect) => {
    if (dead) return die();
    if (!fault || (fault.among === 'writing' && !writing.test(call))) return effect();
    if (++calls !== fault.at) return effect();
    met(call, fault.kind);
    switch (fault.kind) {
      case 'failed':
        throw errorOf(call, calls);
      case 'answerLost':
        await effect();
        throw errorOf(call, calls);
      case 'repeated':
        // A step of a list is no request of its own: sent again it would skip one.
        if (call === 'source.ask' || call === 'table.page') return effect();
        await effect();
        return effect();
      case 'died':
        return die();
      case 'diedAfter':
        await effect();
        return die();
      case 'slow':
        await happen(fault.meanwhile);
        return effect();
      case 'slowAfter': {
        const result = await effect();
        await happen(fault.meanwhile);
        return result;
      }
    }
  };
}

/** As the adapter of that port would tell it. */
function errorOf(call: string, calls: number): Error {
  if (call === 'source.ask') return new EndedEarly();
  if (call.startsWith('source.')) return new SourceError('network', 'no answer');
  if (call.startsWith('publisher.')) {
    return new PublishError(calls % 2 === 0 ? 'entity' : 'message', 'ServiceTimeout', 'no answer');
  }
  return new StoreError('StorageUnavailable', 'no answer');
}
