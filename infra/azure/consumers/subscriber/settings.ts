/** The subscriber's settings, from its environment. */
export interface Settings {
  /** Host name of the namespace. */
  readonly namespace: string;
  readonly topic: string;
  /** A subscription that requires sessions. */
  readonly subscription: string;
  /** How many jobs are worked on at a time: each has a session of its own. */
  readonly sessions: number;
  /** How long an empty session is kept before another may be had, in milliseconds. */
  readonly idle: number;
  /** How long a message is kept, at first, before it is given back after a failure, in milliseconds. */
  readonly retryDelayMs: number;
  /** Where handled events are remembered; in memory only when undefined. */
  readonly handledFile: string | undefined;
  /** Where the namespace is reached instead, such as a local broker. */
  readonly endpoint: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error with every mistake, a line each */
export function readSettings(env: Environment): Settings {
  const mistakes: string[] = [];
  const text = (name: string) => env[name]?.trim() || undefined;
  const whole = (name: string, fallback: number, least: number, most: number) => {
    const value = text(name);
    const number = value === undefined ? fallback : Number(value);
    if (!Number.isInteger(number) || number < least || number > most)
      mistakes.push(`${name} is "${value}": set it to a whole number from ${least} to ${most}.`);
    return number;
  };
  const namespace = text('SERVICEBUS_NAMESPACE') ?? '';
  if (!/^[a-z0-9][a-z0-9.-]*$/i.test(namespace))
    mistakes.push(
      namespace === ''
        ? 'SERVICEBUS_NAMESPACE is missing: set it to the host name of the namespace, such as "contoso.servicebus.windows.net".'
        : `SERVICEBUS_NAMESPACE is "${namespace}": set it to a host name alone, without "https://", path or key.`,
    );
  const settings: Settings = {
    namespace,
    topic: text('TOPIC') ?? 'provisioning-quarantine',
    subscription: text('SUBSCRIPTION') ?? 'subscribers',
    sessions: whole('SESSIONS', 8, 1, 1000),
    idle: whole('SESSION_IDLE_MS', 5_000, 1, 60_000),
    retryDelayMs: whole('RETRY_DELAY_MS', 1_000, 0, 60_000),
    handledFile: text('HANDLED_FILE'),
    endpoint: text('SERVICEBUS_ENDPOINT'),
  };
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return settings;
}
