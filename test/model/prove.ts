import fc from 'fast-check';
import { histories, smallTenant } from './commands.ts';
import { drain, judge } from './verdict.ts';
import { World } from './world.ts';

/** What a proof went through. */
export interface Proven {
  histories: number;
  steps: number;
  polls: number;
  events: number;
  /** Faults that a poll met, by call and kind. */
  readonly faults: Map<string, number>;
}

export interface ProofOptions {
  readonly seed?: number;
  readonly histories: number;
  /** Of a failure: only that history is run. */
  readonly path?: string;
  readonly replayPath?: string;
}

const longest = 100;

/** Runs random histories. @throws Error with the shrunk history and the command that runs it again */
export async function prove({ seed, histories: count, path, replayPath }: ProofOptions): Promise<Proven> {
  const proven: Proven = { histories: 0, steps: 0, polls: 0, events: 0, faults: new Map() };
  const property = fc.asyncProperty(histories(longest, replayPath), async (commands) => {
    const world = new World(smallTenant());
    const steps = { taken: 0 };
    await fc.asyncModelRun(() => ({ model: steps, real: world }), commands);
    await drain(world);
    proven.events += judge(world);
    proven.histories++;
    proven.steps += steps.taken;
    proven.polls += world.polls.length;
    for (const [name, times] of world.met) proven.faults.set(name, (proven.faults.get(name) ?? 0) + times);
  });
  const details = await fc.check(property, {
    numRuns: count,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
  if (details.failed) throw new Error(describe(details, proven.steps));
  return proven;
}

function describe<T>(details: fc.RunDetails<T>, steps: number): string {
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const history = fc.stringify(counterexample);
  const replay = /replayPath="([^"]*)"/.exec(history)?.[1] ?? '';
  const error = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  return [
    `failed after about ${steps} steps: ${error}`,
    `history: ${history}`,
    `again: npm run proof -- --seed ${seed} --path ${counterexamplePath} --replay ${replay}`,
  ].join('\n');
}
