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
  and: (...values) => values.every((value) => z.boolean().parse(value)),
  // What stands for bytes in a workflow.
  base64ToBinary: (value) => ({ '$content-type': 'application/octet-stream', $content: text.parse(value) }),
  base64ToString: (value) => Buffer.from(text.parse(value), 'base64').toString('utf8'),
  coalesce: (...values) => values.find((value) => value !== null && value !== undefined) ?? null,
  contains: (values, value) => list.parse(values).includes(value),
  concat: (...values) => values.map(asText).join(''),
  createArray: (...values) => values,
  decodeUriComponent: (value) => decodeURIComponent(text.parse(value)),
  div: (a, b) => Math.trunc(number.parse(a) / number.parse(b)),
  // Of a number or a boolean Logic Apps does not say whether it is empty: it fails.
  empty: (value) =>
    isEmpty(z.union([text, list, z.record(z.string(), z.unknown()), z.null(), z.undefined()]).parse(value)),
  encodeURIComponent: (value) => encodeURIComponent(text.parse(value)),
  equals: (a, b) => a === b,
  first: (values) => list.parse(values)[0] ?? null,
  formatDateTime: (value, format) => formatted(new Date(text.parse(value)), text.parse(format)),
  formatNumber: (value, format, locale) => formattedNumber(number.parse(value), text.parse(format), locale),
  greater: (a, b) => number.parse(a) > number.parse(b),
  if: (condition, yes, no) => (z.boolean().parse(condition) ? yes : no),
  int: (value) => z.int().parse(Number(text.regex(/^-?\d+$/).parse(value))),
  intersection: (...lists) => {
    const [first = [], ...others] = lists.map((each) => list.parse(each));
    return first.filter((value) => others.every((each) => each.includes(value)));
  },
  join: (values, separator) => list.parse(values).map(asText).join(text.parse(separator)),
  json: (value) => JSON.parse(text.parse(value)),
  last: (values) => list.parse(values).at(-1) ?? null,
  length: (value) => z.union([text, list]).parse(value).length,
  less: (a, b) => number.parse(a) < number.parse(b),
  mod: (a, b) => number.parse(a) % number.parse(b),
  mul: (a, b) => number.parse(a) * number.parse(b),
  not: (value) => !z.boolean().parse(value),
  or: (...values) => values.some((value) => z.boolean().parse(value)),
  replace: (value, from, to) => text.parse(value).replaceAll(text.parse(from), () => text.parse(to)),
  split: (value, separator) => text.parse(value).split(text.parse(separator)),
  // Logic Apps ignores the case.
  startsWith: (value, start) => text.parse(value).toLowerCase().startsWith(text.parse(start).toLowerCase()),
  string: asText,
  sub: (a, b) => number.parse(a) - number.parse(b),
  take: (values, count) => z.union([text, list]).parse(values).slice(0, number.parse(count)),
  // Hundreds of nanoseconds since the year 1.
  ticks: (value) => Date.parse(text.parse(value)) * 10_000 + 621_355_968_000_000_000,
  toLower: (value) => text.parse(value).toLowerCase(),
  union: (...lists) => withoutRepeats(lists.flatMap((each) => list.parse(each))),
};

/** What stands for a value within text; nothing for null. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isEmpty(value: string | object | null | undefined): boolean {
  return value === null || value === undefined || value === '' || Object.keys(value).length === 0;
}

function withoutRepeats(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function formatted(date: Date, format: string): string {
  if (format === 'r') return date.toUTCString();
  if (!/^(yyyy|MM|dd|HH|mm|ss|[-: TZ])+$/.test(format))
    throw new Error(`the format ${format} is not supported here`);
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = date
    .toISOString()
    .split(/[-T:.]/);
  const parts: Readonly<Record<string, string>> = {
    yyyy: year,
    MM: month,
    dd: day,
    HH: hour,
    mm: minute,
    ss: second,
  };
  return format.replace(/yyyy|MM|dd|HH|mm|ss/g, (part) => parts[part] ?? part);
}

function formattedNumber(value: number, format: string, locale: unknown): string {
  if (locale !== 'en-US' || !['N0', '0.#'].includes(format))
    throw new Error(`the format ${format} is not supported here`);
  const whole = format === 'N0';
  return value.toLocaleString('en-US', { maximumFractionDigits: whole ? 0 : 1, useGrouping: whole });
}
