import { parseArgs } from 'node:util';
import { isScenarioName, type ScenarioName, scenarios } from '../scenario/scenarios.ts';

export interface StartOptions {
  readonly help: boolean;
  /** Play the scenario once, check what was told, and end. */
  readonly once: boolean;
  /** Whether the terminal is read. */
  readonly prompt: boolean;
  readonly scenario: ScenarioName;
  /** Healthy jobs beside those of the scenario. */
  readonly jobs: number;
  /** How much faster than a beat a second the scenario is played. */
  readonly speed: number;
  /** Of the connector's HTTP functions; 0 is a free one. */
  readonly port: number;
  /** Seconds between two polls. */
  readonly poll: number;
  /** Settings of the connector, beside those of its cloud. */
  readonly settings: Readonly<Record<string, string>>;
}

const names = Object.entries(scenarios).map(
  ([name, { what }]) => `                    ${name.padEnd(9)}${what}`,
);

export const help = `Runs the built connector on a local cloud and plays a scenario of quarantines.

  npm start -- [options]

  --scenario NAME   what happens in Entra (default: tour)
${names.join('\n')}
  --jobs N          healthy jobs beside those of the scenario, 0 to 100000 (default: 0)
  --speed X         how fast the scenario is played, 0.1 to 10; 1 is a beat a second (default: 1)
  --poll S          seconds between two polls, 1 to 30 (default: 2)
  --port N          port of the connector's HTTP functions (default: 7071, or a free one when it is taken; 0: a free one)
  --set NAME=VALUE  a setting of the connector, such as EMIT_CHANGED=true; may be given several times
  --once            play the scenario once, check that what was told is right, and end; reads no commands (for CI)
  --no-prompt       read no commands from the terminal
  --help            this text

While it runs, 'help' in the terminal lists what you can make happen. Ctrl-C stops everything and leaves nothing behind.`;

/** @throws Error that names the option which is wrong, and how it should be */
export function parseOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      'no-prompt': { type: 'boolean', default: false },
      scenario: { type: 'string', default: 'tour' },
      jobs: { type: 'string', default: '0' },
      speed: { type: 'string', default: '1' },
      port: { type: 'string', default: '7071' },
      poll: { type: 'string', default: '2' },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  return {
    help: values.help,
    once: values.once,
    prompt: !values.once && !values['no-prompt'],
    scenario: scenarioName(values.scenario),
    jobs: numberFrom('--jobs', values.jobs, 'whole number', 0, 100_000),
    speed: numberFrom('--speed', values.speed, 'number', 0.1, 10),
    port: numberFrom('--port', values.port, 'whole number', 0, 65_535),
    poll: numberFrom('--poll', values.poll, 'whole number', 1, 30),
    settings: Object.fromEntries(values.set.map(settingFrom)),
  };
}

function scenarioName(name: string): ScenarioName {
  if (isScenarioName(name)) return name;
  throw new Error(`--scenario takes one of ${Object.keys(scenarios).join(', ')}, not '${name}'.`);
}

function settingFrom(text: string): [string, string] {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new Error(`--set takes a setting as NAME=VALUE, such as EMIT_CHANGED=true, not '${text}'.`);
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
  throw new Error(`${option} takes a ${kind} from ${least} to ${most}, not '${text}'.`);
}
