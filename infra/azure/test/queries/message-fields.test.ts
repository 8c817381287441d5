import { describe, expect, test } from 'vitest';
import { bind } from './kusto.ts';
import { has, messageUse } from './message-fields.ts';

describe('what a query takes from messages', () => {
  const useOf = (rest: string) =>
    messageUse(
      bind(
        `AppTraces | where Message startswith_cs '{"line":"poll",' | extend line = parse_json(Message) ${rest}`,
      ),
    );

  test('is read from its syntax, through lists too', () => {
    const use = useOf(
      '| mv-expand failure = line.failures | where tostring(failure.cause) == "a" | project line.counts[0].jobs',
    );
    expect(use.beginnings).toEqual(['{"line":"poll",']);
    expect(use.paths).toEqual([
      ['failures'],
      ['failures', '*', 'cause'],
      ['counts', '*', 'jobs'],
      ['counts'],
    ]);
  });

  test('is not taken from a comment, a text or the result of a function', () => {
    const use = useOf('| extend a = "line.one", b = parse_url(AppRoleName).Path // line.two');
    expect(use.paths).toEqual([]);
  });

  test('is refused where it cannot be followed', () => {
    expect(() => useOf('| extend other = line.failures | project other.cause')).toThrow('other.cause');
  });
});

test('a member is there or not', () => {
  const line = { failures: [{ about: 'a' }, { cause: undefined }], run: null };
  expect(has(line, ['run'])).toBe(true);
  expect(has(line, ['failures', '*', 'about'])).toBe(true);
  expect(has(line, ['failures', '*', 'detail'])).toBe(false);
  expect(has(line, ['failures', 'about'])).toBe(false);
  expect(has(line, ['run', 'about'])).toBe(false);
});
