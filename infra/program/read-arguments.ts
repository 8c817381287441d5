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
        `${unexpected.map((each) => JSON.stringify(each)).join(', ')} belongs to no option: put one in front, and -- before all ` +
          `options, since npm keeps them for itself otherwise. PowerShell in turn keeps that --: write ${command} "--" ... there.`,
      );
    }
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) < index))) {
      if (!options[name]?.multiple) mistakes.push(`--${name} is given more than once: give it once.`);
    }
    return { values, words: positionals, isHelp: 'help' in values && values.help === true };
  } catch (error) {
    mistakes.push(inOneSentence(error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

/** Node names the option, and goes on about words and dashes in ways that fit other programs. */
function inOneSentence(message: string): string {
  const [, option = ''] = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
  if (/argument (?:missing|is ambiguous)/.test(message))
    return `${option} has no value: write ${option}=VALUE.`;
  if (/does not take an argument/.test(message))
    return `${option} takes no value: leave out the = and what follows.`;
  return message.replace(/\. To specify a positional argument .*$/s, '.');
}

function parse<const Options extends OptionTypes>(args: readonly string[], options: Options) {
  return parseArgs({
    args: spelledOut(args, options),
    allowPositionals: true,
    tokens: true,
    options: { ...options, help: { type: 'boolean', default: false } } as const,
  });
}

/** A number below zero is a value, and its program says what is wrong with it; Node would take it for an option. */
function spelledOut(args: readonly string[], options: OptionTypes): string[] {
  const spelled: string[] = [];
  for (const each of args) {
    const before = spelled.at(-1) ?? '';
    const takesValue = options[before.replace(/^--/, '')]?.type === 'string';
    if (/^-\d/.test(each) && takesValue) spelled.splice(-1, 1, `${before}=${each}`);
    else spelled.push(each);
  }
  return spelled;
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
