import { describe, expect, test } from 'vitest';
import { parseSoakOptions } from './options.ts';

const now = 1_772_409_600_123;
const parse = (line: string) => parseSoakOptions(line === '' ? [] : line.split(' '), now);

describe('The options of npm run soak', () => {
  test('play a week of another life each time when nothing is said', () => {
    expect(parse('')).toEqual({ days: 7, jobs: 200, seed: now % 1_000_000, before: undefined });
  });

  test('are read as they are written', () => {
    expect(parse('--days 1 --jobs 20 --seed 0 --before v1.0.0')).toEqual({
      days: 1,
      jobs: 20,
      seed: 0,
      before: 'v1.0.0',
    });
    expect(parse('--help')).toBe('help');
  });

  test('are refused with every mistake at once', () => {
    expect(() => parse('--days 0 --jobs 3 --seed x')).toThrow(
      "--days takes a whole number from 1 to 60, not '0'.\n" +
        "--jobs takes a whole number from 20 to 2000, not '3'.\n" +
        "--seed takes a whole number from 0 to 4294967295, not 'x'.\n" +
        'npm run soak -- --help lists all options.',
    );
  });
});
