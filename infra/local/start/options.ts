import { argumentsOrHelp, OptionsError } from '../../program/read-arguments.ts';
import { parseSchedule } from '../functions-host/schedule.ts';
import { isScenarioName, type ScenarioName, scenarios } from '../scenario/scenarios.ts';
import { unknownSettings } from './unknown-settings.ts';

export interface StartOptions {
  /** Play the scenario once, check the events that were sent, and end. */
  readonly once: boolean;
  /** Whether the terminal is read. */
  readonly prompt: boolean;
  readonly scenario: ScenarioName;
  /** How many tenants there are. */
  readonly tenants: number;
  /** Healthy jobs beside those of the scenario, in each tenant. */
  readonly jobs: number;
  /** How much faster than a beat a second the scenario is played. */
  readonly speed: number;
  /** Port of the connector's HTTP functions; 0 is a free one. */
  readonly port: number;
  /** Seconds between two polls. */
  readonly poll: number;
  /** Settings of the connector, beside those of its cloud. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where a debugger can attach to the connector's own process; 0 is a free port. */
  readonly inspectPort: number | undefined;
}

const names = Object.entries(scenarios).map(
  ([name, { what }]) => `                    ${name.padEnd(11)}${what}`,
);

export const help = `Runs the built connector on a local cloud and plays a scenario of jobs that fail, stop and are late.

  npm start -- [options]

  --scenario NAME   what happens in Entra (default: tour, with several tenants: tenants)
${names.join('\n')}
  --tenants N       several tenants, 2 to 50; what a scenario does elsewhere it does in the first (default: 1, of the scenario tenants: 12)
  --jobs N          healthy jobs beside those of the scenario, in each tenant, 0 to 100000 (default: 0)
  --speed X         how fast the scenario is played, 0.1 to 10; 1 is a beat a second (default: 1)
  --poll S          seconds between two polls, 1 to 30 (default: 2)
  --port N          port of the connector's HTTP functions (default: 7071, or a free one when it is taken; 0: a free one)
  --set NAME=VALUE  a setting of the connector, such as EMIT_CHANGED=true; may be given several times
  --inspect[=PORT]  let a debugger attach to the connector's own process, on this machine only (default: 9229; 0: a free port)
  --once            play the scenario once, check that the events are right, and end; reads no commands (for CI)
  --no-prompt       read no commands from the terminal
  --help            this text

While it runs, 'help' in the terminal lists what you can make happen. Ctrl-C stops everything and leaves nothing behind.`;

const accepted = {
  command: 'npm start',
  options: {
    once: { type: 'boolean', default: false },
    'no-prompt': { type: 'boolean', default: false },
    scenario: { type: 'string' },
    tenants: { type: 'string' },
    jobs: { type: 'string', default: '0' },
    speed: { type: 'string', default: '1' },
    port: { type: 'string', default: '7071' },
    poll: { type: 'string', default: '2' },
    set: { type: 'string', multiple: true, default: [] as string[] },
    inspect: { type: 'string' },
  },
} as const;

/**
 * @param env where npm leaves the options that it kept for itself
 * @throws OptionsError
 */
export function parseOptions(args: readonly string[], env: NodeJS.Dict<string> = {}): StartOptions | 'help' {
  refuseKept(args, env);
  const given = argumentsOrHelp(spelledOut(args), accepted);
  if (given === 'help') return 'help';
  const { values } = given;
  const { scenario, tenants } = tenantsOf(values);
  return {
    once: values.once,
    prompt: !values.once && !values['no-prompt'],
    scenario,
    tenants,
    jobs: numberFrom('--jobs', values.jobs, 'whole number', 0, 100_000),
    speed: numberFrom('--speed', values.speed, 'number', 0.1, 10),
    port: numberFrom('--port', values.port, 'whole number', 0, 65_535),
    poll: numberFrom('--poll', values.poll, 'whole number', 1, 30),
    settings: settingsFrom(values.set),
    inspectPort:
      values.inspect === undefined
        ? undefined
        : numberFrom('--inspect', values.inspect, 'whole number', 0, 65_535),
  };
}

/** Options of ours that are none of npm's, in the names under which npm leaves what it takes for one of its own. */
const namesKept = ['once', 'prompt', 'scenario', 'tenants', 'speed', 'poll', 'port', 'set', 'inspect'];

/** Without a `--` in front npm keeps an option, and hands over its value at most. */
function refuseKept(args: readonly string[], env: NodeJS.Dict<string>): void {
  const kept = namesKept.filter((name) => env[`npm_config_${name}`] !== undefined);
  if (kept.length === 0) return;
  const options = kept.map((name) => (name === 'prompt' ? '--no-prompt' : `--${name}`));
  const example = [...options, ...args].join(' ');
  throw wrong(`npm kept ${options.join(' and ')} for itself: put -- in front, as in npm start -- ${example}`);
}

/** Node's own reader of options knows none whose value may be left out. */
function spelledOut(args: readonly string[]): string[] {
  return args.map((each) => (each === '--inspect' ? '--inspect=9229' : each));
}

function settingsFrom(texts: readonly string[]): Readonly<Record<string, string>> {
  const settings = Object.fromEntries(texts.map(settingFrom));
  const unknown = unknownSettings(settings);
  if (unknown.length > 0) throw new OptionsError(unknown, accepted.command);
  const { POLL_SCHEDULE: schedule } = settings;
  if (schedule === undefined) return settings;
  try {
    parseSchedule(schedule);
  } catch {
    throw wrong(
      `--set POLL_SCHEDULE takes six fields, from seconds to the day of the week, such as '*/5 * * * * *' for every five seconds, not '${schedule}'.`,
    );
  }
  return settings;
}

/** The scenario of several tenants needs them, and is played where there are and no other is asked for. */
function tenantsOf(given: { readonly scenario?: string; readonly tenants?: string }) {
  const tenants =
    given.tenants === undefined ? undefined : numberFrom('--tenants', given.tenants, 'whole number', 2, 50);
  const scenario = scenarioName(given.scenario ?? (tenants === undefined ? 'tour' : 'tenants'));
  return { scenario, tenants: tenants ?? (scenario === 'tenants' ? 12 : 1) };
}

function scenarioName(name: string): ScenarioName {
  if (isScenarioName(name)) return name;
  throw wrong(`--scenario takes one of ${Object.keys(scenarios).join(', ')}, not '${name}'.`);
}

function settingFrom(text: string): [string, string] {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw wrong(`--set takes a setting as NAME=VALUE, such as EMIT_CHANGED=true, not '${text}'.`);
}

const forms = { 'whole number': /^\d+$/, number: /^\d+(\.\d+)?$/ };

function numberFrom(
  option: string,
  text: string,
  kind: keyof typeof forms,
  least: number,
  most: number,
): number {
  const value = Number(text);
  if (forms[kind].test(text) && value >= least && value <= most) return value;
  throw wrong(`${option} takes a ${kind} from ${least} to ${most}, not '${text}'.`);
}

function wrong(mistake: string): OptionsError {
  return new OptionsError([mistake], accepted.command);
}
