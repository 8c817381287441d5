import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Options are wrong; the message names every mistake and what to do, a line each. */
export class OptionsError extends Error {
  /** @param command as npm runs it, such as `npm run bench` */
  constructor(mistakes: readonly string[], command: string) {
    super([...mistakes, `${command} -- --help lists all options.`].join('\n'));
  }
}

type OptionTypes = Readonly<
  Record<string, { type: 'string' | 'boolean'; multiple?: boolean; default?: string | boolean | string[] }>
>;

/** What a program may be given; `--help` is added to it. */
export interface Accepted<Options extends OptionTypes> {
  readonly command: string;
  readonly options: Options;
  /** How many words may stand beside the options; none unless given. */
  readonly mostWords?: number;
}

/**
 * Reads a command line.
 *
 * @param mistakes where each mistake is added, in a sentence
 * @returns undefined when nothing can be made of the arguments
 */
export function readArguments<const Options extends OptionTypes>(
  args: readonly string[],
  { command, options, mostWords = 0 }: Accepted<Options>,
  mistakes: string[],
) {
  try {
    const { values, positionals, tokens } = parse(args, options);
    const unexpected = positionals.slice(mostWords);
    if (unexpected.length > 0) {
      mistakes.push(
        `${unexpected.map((each) => JSON.stringify(each)).join(', ')} belongs to no option: put one in front. ` +
          `PowerShell keeps the -- of npm for itself: write ${command} "--" ... there.`,
      );
    }
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) < index))) {
      if (!options[name]?.multiple) mistakes.push(`--${name} is given more than once: give it once.`);
    }
    return { values, words: positionals, isHelp: 'help' in values && values.help === true };
  } catch (error) {
    // Node's own sentences name the option and what is wrong with it; the advice behind it is about words, which are few here.
    const message = error instanceof Error ? error.message : String(error);
    mistakes.push(message.replace(/\. To specify a positional argument .*$/s, '.'));
    return undefined;
  }
}

function parse<const Options extends OptionTypes>(args: readonly string[], options: Options) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    tokens: true,
    options: { ...options, help: { type: 'boolean', default: false } } as const,
  });
}

/**
 * The same for a program that finds no mistakes of its own.
 *
 * @throws OptionsError
 */
export function argumentsOrHelp<const Options extends OptionTypes>(
  args: readonly string[],
  accepted: Accepted<Options>,
) {
  const mistakes: string[] = [];
  const read = readArguments(args, accepted, mistakes);
  if (!read || mistakes.length > 0) throw new OptionsError(mistakes, accepted.command);
  return read.isHelp ? ('help' as const) : read;
}

/**
 * The options of this process, as `parse` reads them. Where they are wrong or ask for help, what there is to say is said and the
 * process ends: with 2, or with 0.
 */
export function optionsOrExit<Options>(
  help: string,
  parse: (args: readonly string[]) => Options | 'help',
): Options {
  try {
    const options = parse(process.argv.slice(2));
    if (options !== 'help') return options;
    writeSync(process.stdout.fd, `${help}\n`);
    return process.exit(0);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    writeSync(process.stderr.fd, `${error.message}\n`);
    return process.exit(2);
  }
}
