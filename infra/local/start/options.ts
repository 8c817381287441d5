import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly help: boolean;
  /** Play the scenario once, check what was told, and end. */
  readonly once: boolean;
  /** Of the connector's HTTP functions; 0 is a free one. */
  readonly port: number;
  /** Milliseconds a beat of the scenario lasts. */
  readonly beat: number;
  /** Seconds between two polls. */
  readonly poll: number;
}

export const help = `Runs the built connector on a local cloud and plays a scenario of quarantines.

  npm start -- [options]

  --once        play the scenario once, check that what was told is right, and end (for CI)
  --port N      port of the connector's HTTP functions (default: 7071, or a free one when it is taken; 0: a free one)
  --beat MS     length of a beat of the scenario, which has 60 (default: 1000, at least 200)
  --poll S      seconds between two polls, 1 to 30 (default: 2)
  --help        this text

Ctrl-C stops everything and leaves nothing behind.`;

/** @throws Error that names the option which is wrong, and how it should be */
export function parseOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      port: { type: 'string', default: '7071' },
      beat: { type: 'string', default: '1000' },
      poll: { type: 'string', default: '2' },
    },
  });
  return {
    help: values.help,
    once: values.once,
    port: wholeNumber('--port', values.port, 0, 65_535),
    beat: wholeNumber('--beat', values.beat, 200, 60_000),
    poll: wholeNumber('--poll', values.poll, 1, 30),
  };
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`${option} takes a whole number from ${least} to ${most}, not '${text}'.`);
}
