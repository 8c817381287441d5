type Test = (row: StoredRow) => boolean;

import type { StoredRow } from '../../src/table/columns.ts';

/**
 * Reads an OData condition on the columns of a row: `eq`, `ne`, `ge`, `gt`, `le`, `lt`, `not`, `and`, `or`, parentheses. As with the
 * service, a comparison with a column that is absent, or of another type, holds for no row.
 *
 * @throws for anything else
 */
export function readWhere(text: string): Test {
  const tokens = text.match(/'(?:[^']|'')*'|[()]|[^\s()']+/g) ?? [];
  const test = readOr(tokens);
  if (tokens.length > 0) throw new Error(`'${text}' goes on with '${tokens[0]}'`);
  return test;
}

function readOr(tokens: string[]): Test {
  const tests = [readAnd(tokens)];
  while (takes(tokens, 'or')) tests.push(readAnd(tokens));
  return (row) => tests.some((test) => test(row));
}

function readAnd(tokens: string[]): Test {
  const tests = [readUnary(tokens)];
  while (takes(tokens, 'and')) tests.push(readUnary(tokens));
  return (row) => tests.every((test) => test(row));
}

function readUnary(tokens: string[]): Test {
  if (takes(tokens, 'not')) {
    const test = readUnary(tokens);
    return (row) => !test(row);
  }
  if (takes(tokens, '(')) {
    const test = readOr(tokens);
    if (!takes(tokens, ')')) throw new Error('a parenthesis is not closed');
    return test;
  }
  const [name = '', operator = '', literal = ''] = tokens.splice(0, 3);
  const compare = comparisons[operator];
  if (!compare) throw new Error(`there is no operator '${operator}'`);
  const wanted = readLiteral(literal);
  return (row) => {
    const value = row[name === 'RowKey' ? 'rowKey' : name];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? typeof value === typeof wanted && compare(value, wanted)
      : false;
  };
}

type Value = string | number | boolean;

function readLiteral(literal: string): Value {
  if (literal === 'true' || literal === 'false') return literal === 'true';
  return literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : Number(literal);
}

const comparisons: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  ge: (a, b) => a >= b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  lt: (a, b) => a < b,
};

function takes(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}
