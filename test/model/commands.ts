import fc from 'fast-check';
import type { Watch, WatchEntry } from '../../src/core/watch.ts';
import { type Act, acts, perform } from './acts.ts';
import { type Fault, faults } from './faults.ts';
import { Truth } from './truth.ts';
import type { World } from './world.ts';

/** What is counted of a history. The truth itself is the world's. */
export interface Steps {
  taken: number;
}

type Step = fc.AsyncCommand<Steps, World>;

class Change implements Step {
  readonly act: Act;
  constructor(act: Act) {
    this.act = act;
  }
  check(): boolean {
    return true;
  }
  async run(steps: Steps, { truth }: World): Promise<void> {
    steps.taken++;
    perform(truth, this.act);
  }
  toString(): string {
    return JSON.stringify(this.act);
  }
}

class Poll implements Step {
  readonly after: number;
  readonly fault: Fault | undefined;
  constructor(after: number, fault: Fault | undefined) {
    this.after = after;
    this.fault = fault;
  }
  check(): boolean {
    return true;
  }
  async run(steps: Steps, world: World): Promise<void> {
    steps.taken++;
    world.pass(this.after);
    await world.poll(this.fault);
  }
  toString(): string {
    return `poll(after ${this.after} s${this.fault ? `, ${JSON.stringify(this.fault)}` : ''})`;
  }
}

class SetWatch implements Step {
  readonly watch: Watch;
  constructor(watch: Watch) {
    this.watch = watch;
  }
  check(): boolean {
    return true;
  }
  async run(steps: Steps, world: World): Promise<void> {
    steps.taken++;
    world.watch = this.watch;
  }
  toString(): string {
    return `watch(${JSON.stringify(this.watch)})`;
  }
}

class LoseTable implements Step {
  check(): boolean {
    return true;
  }
  async run(steps: Steps, world: World): Promise<void> {
    steps.taken++;
    // Long enough for the numbers of events, which begin at the clock's seconds, to rise.
    world.pass(3600);
    world.loseTable();
  }
  toString(): string {
    return 'loseTable()';
  }
}

const seconds = fc.oneof(
  { weight: 10, arbitrary: fc.constant(300) },
  { weight: 6, arbitrary: fc.constantFrom(1, 10, 45, 119, 121, 3600) },
  { weight: 1, arbitrary: fc.constantFrom(2 * 86_400, 40 * 86_400) },
);

const entries: fc.Arbitrary<WatchEntry> = fc.record({
  servicePrincipalId: fc.constantFrom('sp-0', 'sp-1', 'sp-2'),
  jobId: fc.constantFrom(undefined, 'scim.0', 'scim.1'),
});

const watches: fc.Arbitrary<Watch> = fc.oneof(
  fc.constant<Watch>({ kind: 'tenant' }),
  fc.constant<Watch>({ kind: 'tenant' }),
  fc.array(entries, { minLength: 1, maxLength: 3 }).map((list): Watch => ({ kind: 'list', entries: list })),
);

const polls = fc
  .tuple(
    seconds,
    fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: faults }),
  )
  .map(([after, fault]) => new Poll(after, fault));

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: acts.map((act) => new Change(act)) },
  { weight: 15, arbitrary: polls },
  { weight: 1, arbitrary: watches.map((watch) => new SetWatch(watch)) },
);
/** Rare, for what was before it counts for less. */
const losses: fc.Arbitrary<Step> = fc.constant(new LoseTable());

/** Histories of a tenant. @param replayPath of a failure, to see it again */
export function histories(length: number, replayPath?: string) {
  return fc.commands([fc.oneof({ weight: 60, arbitrary: steps }, { weight: 1, arbitrary: losses })], {
    maxCommands: length,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
}

/** Three principals with five jobs: too few for the rule of mass removals. */
export function smallTenant(): Truth {
  return new Truth([2, 2, 1]);
}
