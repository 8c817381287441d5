import { parseArgs } from 'node:util';

/** Options as they stand on the command line. */
export type Arguments = ReturnType<typeof parse>['values'];

/**
 * @param mistakes where each mistake is added, in a sentence
 * @returns undefined when nothing can be made of the arguments
 */
export function readArguments(args: readonly string[], mistakes: string[]): Arguments | undefined {
  try {
    const { values, positionals, tokens } = parse([...args]);
    if (positionals.length > 0) {
      mistakes.push(
        `${positionals.map((each) => JSON.stringify(each)).join(', ')} belongs to no option: put one in front. ` +
          'PowerShell keeps the -- of npm for itself: write npm run grant "--" ... there.',
      );
    }
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) < index))) {
      mistakes.push(`--${name} is given more than once: give it once.`);
    }
    for (const [one, other, why] of exclusive) {
      if (values[one] && values[other]) mistakes.push(`--${one} and --${other} exclude each other: ${why}.`);
    }
    return values;
  } catch (error) {
    // Node's own sentences name the option and what is wrong with it.
    mistakes.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

const exclusive = [
  ['check', 'remove', 'one only looks, the other takes back'],
  ['check', 'dry-run', 'a check never changes anything'],
  ['check', 'advise', 'a check has to fail when it could not look'],
  ['remove', 'advise', 'nothing is granted when something is taken back'],
] as const;

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    tokens: true,
    options: {
      principal: { type: 'string' },
      tenant: { type: 'string' },
      cloud: { type: 'string' },
      watch: { type: 'string' },
      check: { type: 'boolean', default: false },
      remove: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      advise: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
}
