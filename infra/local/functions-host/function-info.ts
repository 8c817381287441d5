import { z } from 'zod';
import type { Binding, FunctionMetadata } from './functions-core.ts';

export type FunctionInfo = HttpFunctionInfo | TimerFunctionInfo;
export type HttpFunctionInfo = { readonly name: string; readonly trigger: HttpTrigger };
export type TimerFunctionInfo = { readonly name: string; readonly trigger: TimerTrigger };

const httpTrigger = z.object({
  type: z.literal('httpTrigger'),
  authLevel: z.enum(['anonymous', 'function', 'admin']),
  methods: z.array(z.string().toUpperCase()),
  /** Without the prefix of host.json. */
  route: z.string(),
});
const timerTrigger = z.object({
  type: z.literal('timerTrigger'),
  /** NCRONTAB, six fields. */
  schedule: z.string(),
  runOnStartup: z.boolean().default(false),
  useMonitor: z.boolean().default(true),
});
const trigger = z.discriminatedUnion('type', [httpTrigger, timerTrigger]);

export type HttpTrigger = Readonly<z.infer<typeof httpTrigger>>;
export type TimerTrigger = Readonly<z.infer<typeof timerTrigger>>;

/**
 * What the host makes of a registered function: its trigger, every `%SETTING%` resolved.
 *
 * @throws naming the function, and the setting that is missing or the binding that this host does not know
 */
export function readFunctionInfo(
  metadata: FunctionMetadata,
  settings: Readonly<Record<string, string | undefined>>,
): FunctionInfo {
  const { name } = metadata;
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,126}$/.test(name)) throw new Error(`'${name}' is no name for a function.`);
  const bindings = Object.values(metadata.bindings).map((binding) =>
    resolveSettings(name, binding, settings),
  );
  for (const { type } of bindings) {
    if (!['httpTrigger', 'timerTrigger', 'http'].includes(type)) {
      throw new Error(
        `The function '${name}' has a binding '${type}', which the local host does not support.`,
      );
    }
  }
  const found = bindings.find(({ type }) => type.endsWith('Trigger'));
  if (found === undefined) throw new Error(`The function '${name}' has no trigger.`);
  const read = trigger.safeParse({ ...found, route: found.route || name });
  if (!read.success) throw new Error(`The trigger of '${name}' is wrong: ${z.prettifyError(read.error)}`);
  // Two branches, because a union in a property is not a union of objects.
  return read.data.type === 'httpTrigger' ? { name, trigger: read.data } : { name, trigger: read.data };
}

function resolveSettings(
  name: string,
  binding: Binding,
  settings: Readonly<Record<string, string | undefined>>,
): Binding {
  const resolved: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(binding)) {
    resolved[property] =
      typeof value !== 'string'
        ? value
        : value.replace(/%([^%]+)%/g, (_match, setting: string) => {
            const found = settings[setting];
            if (found) return found;
            throw new Error(
              `The function '${name}' needs the setting '${setting}' for its ${property} ('${value}').`,
            );
          });
  }
  return { ...resolved, type: binding.type, direction: binding.direction };
}
