import { z } from 'zod';
import type { Binding, FunctionMetadata } from './functions-core.ts';

export type FunctionInfo = HttpFunctionInfo | TimerFunctionInfo | ServiceBusFunctionInfo;
export interface HttpFunctionInfo extends Named {
  readonly trigger: HttpTrigger;
}
export interface TimerFunctionInfo extends Named {
  readonly trigger: TimerTrigger;
}
export interface ServiceBusFunctionInfo extends Named {
  readonly trigger: ServiceBusTrigger;
}

interface Named {
  readonly name: string;
  /** By the setting `AzureWebJobs.{name}.Disabled`: only who has the master key gets it to run. */
  readonly isDisabled?: true;
}

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
const serviceBusTrigger = z.object({
  type: z.literal('serviceBusTrigger'),
  queueName: z.string('the local host listens to queues, not to topics').min(1),
  /** The setting that holds a connection string, or how the settings of an identity-based connection begin. */
  connection: z.string().min(1),
  /** Overrides host.json. */
  autoCompleteMessages: z.boolean().optional(),
  isSessionsEnabled: z.literal(false, 'the local host takes no sessions').optional(),
  cardinality: z.literal('one', 'the local host hands over one message at a time').optional(),
  sdkBinding: z.literal(false, 'the local host has no SDK bindings').optional(),
});
const trigger = z.discriminatedUnion('type', [httpTrigger, timerTrigger, serviceBusTrigger]);

export type HttpTrigger = Readonly<z.infer<typeof httpTrigger>>;
type TimerTrigger = Readonly<z.infer<typeof timerTrigger>>;
type ServiceBusTrigger = Readonly<z.infer<typeof serviceBusTrigger>>;

/**
 * What the host makes of a registered function: its trigger, every `%SETTING%` resolved.
 *
 * @param hasExtensionBundle whether there are triggers beside those of the host itself
 * @throws naming the function, and the setting that is missing or the binding that this host does not know
 */
export function readFunctionInfo(
  metadata: FunctionMetadata,
  settings: Readonly<Record<string, string | undefined>>,
  hasExtensionBundle: boolean,
): FunctionInfo {
  const { name } = metadata;
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,126}$/.test(name)) throw new Error(`'${name}' is no name for a function.`);
  const bindings = Object.values(metadata.bindings).map((binding) =>
    resolveSettings(name, binding, settings),
  );
  for (const { type } of bindings) {
    if (!['httpTrigger', 'timerTrigger', 'http', 'serviceBusTrigger'].includes(type)) {
      throw new Error(
        `The function '${name}' has a binding '${type}', which the local host does not support.`,
      );
    }
  }
  const found = bindings.find(({ type }) => type.endsWith('Trigger'));
  if (found === undefined) throw new Error(`The function '${name}' has no trigger.`);
  if (found.type === 'serviceBusTrigger' && !hasExtensionBundle) {
    throw new Error(
      `The function '${name}' is in error: The binding type(s) '${found.type}' are not registered. Please ensure the type is correct and the binding extension is installed. (Neither host.json nor a setting AzureFunctionsJobHost__extensionBundle__* names an extension bundle.)`,
    );
  }
  const read = trigger.safeParse({ ...found, route: found.route || name });
  if (!read.success) throw new Error(`The trigger of '${name}' is wrong: ${z.prettifyError(read.error)}`);
  const named = {
    name,
    ...(isTrue(settings[`AzureWebJobs.${name}.Disabled`]) && ({ isDisabled: true } as const)),
  };
  // A branch for each, because a union in a property is not a union of objects.
  if (read.data.type === 'httpTrigger') return { ...named, trigger: read.data };
  if (read.data.type === 'timerTrigger') return { ...named, trigger: read.data };
  return { ...named, trigger: read.data };
}

function isTrue(setting: string | undefined): boolean {
  return setting === '1' || setting?.toLowerCase() === 'true';
}

export function isHttp(info: FunctionInfo): info is HttpFunctionInfo {
  return info.trigger.type === 'httpTrigger';
}

export function isTimer(info: FunctionInfo): info is TimerFunctionInfo {
  return info.trigger.type === 'timerTrigger';
}

export function isServiceBus(info: FunctionInfo): info is ServiceBusFunctionInfo {
  return info.trigger.type === 'serviceBusTrigger';
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
