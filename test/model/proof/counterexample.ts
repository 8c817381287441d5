import fc from 'fast-check';

/** What a person needs to understand a failure and to run it again. */
export interface Counterexample {
  /** One line for each thing that happens. */
  readonly lines: readonly string[];
  /** Of `fc.commands`: names the commands that ran. */
  readonly replay: string | undefined;
}

/** Reads the values of a property that failed: commands, the order that a scheduler found, and data. */
export function readable(values: readonly unknown[]): Counterexample {
  const replay = /replayPath="([^"]*)"/.exec(values.map((value) => fc.stringify(value)).join())?.[1];
  return { lines: values.flatMap(linesOf), replay };
}

function linesOf(value: unknown): string[] {
  if (isScheduler(value)) return ['in this order:', ...value.report().map(({ label }) => `  ${label}`)];
  if (isIterable(value)) return [...value].filter(hasRun).map((command) => `  ${command}`);
  return JSON.stringify(value, undefined, 2).split('\n');
}

function isScheduler(value: unknown): value is fc.Scheduler {
  return typeof value === 'object' && value !== null && 'scheduleSequence' in value;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function hasRun(command: unknown): boolean {
  return typeof command === 'object' && command !== null && 'hasRan' in command && command.hasRan === true;
}
