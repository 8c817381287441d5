import { z } from 'zod';

const text = z.string();
const number = z.number();
const list = z.array(z.unknown());

/**
 * The functions of the Workflow Definition Language that the consumers use and that see nothing but their arguments. Every
 * argument is computed before the call, those of `if` included: what a branch not taken would break on breaks here.
 *
 * @see https://learn.microsoft.com/azure/logic-apps/expression-functions-reference
 */
export const functions: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
  base64ToString: (value) => Buffer.from(text.parse(value), 'base64').toString('utf8'),
  coalesce: (...values) => values.find((value) => value !== null && value !== undefined) ?? null,
  concat: (...values) => values.map(asText).join(''),
  createArray: (...values) => values,
  decodeUriComponent: (value) => decodeURIComponent(text.parse(value)),
  div: (a, b) => Math.trunc(number.parse(a) / number.parse(b)),
  empty: (value) =>
    value === null ||
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && sizeOf(value) === 0),
  encodeURIComponent: (value) => encodeURIComponent(text.parse(value)),
  equals: (a, b) => a === b,
  formatDateTime: (value, format) => formatted(new Date(text.parse(value)), text.parse(format)),
  greater: (a, b) => number.parse(a) > number.parse(b),
  if: (condition, yes, no) => (z.boolean().parse(condition) ? yes : no),
  join: (values, separator) => list.parse(values).map(asText).join(text.parse(separator)),
  json: (value) => JSON.parse(text.parse(value)),
  length: (value) => z.union([text, list]).parse(value).length,
  mod: (a, b) => number.parse(a) % number.parse(b),
  not: (value) => !z.boolean().parse(value),
  string: asText,
  sub: (a, b) => number.parse(a) - number.parse(b),
  take: (values, count) => list.parse(values).slice(0, number.parse(count)),
  union: (...lists) => withoutRepeats(lists.flatMap((each) => list.parse(each))),
  utcNow: () => new Date().toISOString(),
};

/** What stands for a value within text; nothing for null. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function sizeOf(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function withoutRepeats(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function formatted(date: Date, format: string): string {
  if (!/^(yyyy|MM|dd|HH|mm|[-: ])+$/.test(format))
    throw new Error(`the format ${format} is not supported here`);
  const [year = '', month = '', day = '', hour = '', minute = ''] = date.toISOString().split(/[-T:.]/);
  const parts: Readonly<Record<string, string>> = { yyyy: year, MM: month, dd: day, HH: hour, mm: minute };
  return format.replace(/yyyy|MM|dd|HH|mm/g, (part) => parts[part] ?? part);
}
