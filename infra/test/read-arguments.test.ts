import { expect, test } from 'vitest';
import { argumentsOrHelp } from '../program/read-arguments.ts';

const accepted = {
  command: 'npm run example',
  options: { jobs: { type: 'string', default: '0' }, write: { type: 'string' }, once: { type: 'boolean' } },
} as const;
const read = (line: string) => argumentsOrHelp(line === '' ? [] : line.split(' '), accepted);
const help = 'npm run example -- --help lists all options.';

test.each([
  ['--foo', "Unknown option '--foo'."],
  ['--foo bar', "Unknown option '--foo'."],
  ['--write', '--write has no value: write --write=VALUE.'],
  ['--write --once', '--write has no value: write --write=VALUE.'],
  ['--once=yes', '--once takes no value: leave out the = and what follows.'],
  ['--jobs 1 --jobs 2', '--jobs is given more than once: give it once.'],
])('%s: one sentence says what is wrong, and where all options are found', (line, sentence) => {
  expect(() => read(line)).toThrow(new Error(`${sentence}\n${help}`));
});

test('a word that belongs to no option may have lost it to npm, or its -- to PowerShell: both are said', () => {
  expect(() => read('quiet')).toThrow(
    '"quiet" belongs to no option: put one in front, and -- before all options, since npm keeps them for itself otherwise. ' +
      'PowerShell in turn keeps that --: write npm run example "--" ... there.',
  );
});

test('a number below zero is left to the program, which knows what it may be', () => {
  expect(read('--jobs -5')).toMatchObject({ values: { jobs: '-5' } });
  expect(read('--jobs -1e3 --once')).toMatchObject({ values: { jobs: '-1e3', once: true } });
  expect(() => read('--once -5')).toThrow("Unknown option '-5'.");
});

test('help is asked for by one option', () => {
  expect(read('--jobs 3 --help')).toBe('help');
});
