import fc from 'fast-check';
import { Order } from '../race/order.ts';

/** What a person needs to understand a failure and to run it again. */
export interface Counterexample {
  /** One line for each thing that happens. */
  readonly lines: readonly string[];
  /** Of `fc.commands`: names the commands that ran. */
  readonly replay: string | undefined;
}

/** Reads the values of a property that failed: commands, orders of turns, and data. */
export function readable(values: readonly unknown[]): Counterexample {
  const replay = /replayPath="([^"]*)"/.exec(values.map((value) => fc.stringify(value)).join())?.[1];
  return { lines: values.flatMap(linesOf), replay };
}

function linesOf(value: unknown): string[] {
  if (value instanceof Order) return ['in this order:', ...value.turns.map((turn) => `  ${turn}`)];
  if (isIterable(value)) {
    const members = [...value];
    return members.some((member) => typeof member === 'object' && member !== null && 'hasRan' in member)
      ? members.filter(hasRun).map((command) => `  ${command}`)
      : members.map((member) => `  first ${JSON.stringify(member)}`);
  }
  return listed(value);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function hasRun(command: unknown): boolean {
  return typeof command === 'object' && command !== null && 'hasRan' in command && command.hasRan === true;
}

/** Data, one line for each thing that is named in it. */
function listed(value: unknown): string[] {
  if (!isIterable(value) && typeof value === 'object' && value !== null) {
    return Object.entries(value).map(
      ([name, each]) => `${name}: ${JSON.stringify(each instanceof Set ? [...each] : each)}`,
    );
  }
  return [JSON.stringify(value)];
}
