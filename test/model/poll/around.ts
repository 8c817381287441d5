/** Stands around every awaited call of a port: it decides when `effect` takes place, and what the caller hears of it. */
export type Around = <T>(call: string, effect: () => Promise<T>) => Promise<T>;

/** Thrown by an `Around` to end a list early, as one whose time is over does. */
export class EndedEarly extends Error {}

/** Members that give a list, each step of which is a call of its own. */
const lists = new Set(['ask']);
/** Members that give a port, whose calls count in its place. */
const makers = new Set(['open']);

/** The port with `around` about each of its calls, whichever it has: none can be forgotten. */
export function wrapped<Port extends object>(name: string, port: Port, around: Around): Port {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      const call = `${name}.${String(property)}`;
      const result = (args: unknown[]): unknown => Reflect.apply(member, target, args);
      if (makers.has(String(property)))
        return (...args: unknown[]) => wrappedMade(name, result(args), around);
      if (lists.has(String(property)))
        return (...args: unknown[]) => eachStep(around, call, listOf(call, result(args)));
      return (...args: unknown[]) => around(call, async () => result(args));
    },
  });
}

function wrappedMade(name: string, made: unknown, around: Around): unknown {
  if (typeof made !== 'object' || made === null) throw new Error('a maker made nothing');
  return wrapped(name, made, around);
}

/** The list, each step of which is a call. */
export async function* eachStep<T>(around: Around, call: string, list: AsyncIterable<T>): AsyncGenerator<T> {
  const steps = list[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await around(call, () => steps.next());
      if (step.done) return;
      yield step.value;
    }
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
  } finally {
    await steps.return?.();
  }
}

function listOf(call: string, value: unknown): AsyncIterable<unknown> {
  if (!isList(value)) throw new Error(`${call} gave no list`);
  return value;
}

function isList(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
