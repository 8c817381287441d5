const names = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation'] as const;

export type HookName = (typeof names)[number];
export type HookCallback = (context: object) => unknown;

/** The app's hooks, run one after the other in the order of their registration. */
export interface Hooks {
  /** @throws RangeError for a hook that this host does not run */
  register(name: string, callback: HookCallback): { dispose(): void };
  run(name: HookName, context: object): Promise<void>;
}

export function createHooks(): Hooks {
  const registered = new Map<HookName, HookCallback[]>();
  return {
    register(name, callback) {
      const known = names.find((candidate) => candidate === name);
      if (known === undefined) throw new RangeError(`The hook '${name}' is not supported by the local host.`);
      registered.set(known, [...(registered.get(known) ?? []), callback]);
      return {
        dispose() {
          registered.set(known, registered.get(known)?.filter((other) => other !== callback) ?? []);
        },
      };
    },
    async run(name, context) {
      for (const callback of registered.get(name) ?? []) await callback(context);
    },
  };
}
