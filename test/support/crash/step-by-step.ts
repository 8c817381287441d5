/** Told before and after each call of a port. `name` says which, such as `store.record`. */
export interface Steps {
  before(name: string): void;
  /** It has taken effect, and its caller does not know yet. */
  after(name: string): void;
}

/**
 * A port whose calls are steps: every call of a method, of a method of what a call gave (`publisher.open` gives a
 * sender, `store.claim` a store in the end), and every round of an iteration. Nothing is listed by name, so that what a port learns
 * later is a step too.
 */
export function stepByStep<T extends object>(port: T, name: string, steps: Steps): T {
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      const called = property === Symbol.asyncIterator ? name : `${name}.${String(property)}`;
      return (...given: unknown[]) => {
        if (property === Symbol.asyncIterator)
          return inner(Reflect.apply(value, target, given), called, steps);
        steps.before(called);
        const result: unknown = Reflect.apply(value, target, given);
        if (!(result instanceof Promise)) {
          steps.after(called);
          return inner(result, called, steps);
        }
        return result
          .finally(() => steps.after(called))
          .then((given: unknown) => (isPort(given) ? stepByStep(given, called, steps) : given));
      };
    },
  });
}

/** Unlike what is only data. */
function isPort(given: unknown): given is object {
  return (
    typeof given === 'object' &&
    given !== null &&
    Object.getPrototypeOf(given) === Object.prototype &&
    Object.values(given).some((member) => typeof member === 'function')
  );
}

function inner(result: unknown, name: string, steps: Steps): unknown {
  return typeof result === 'object' && result !== null ? stepByStep(result, name, steps) : result;
}
