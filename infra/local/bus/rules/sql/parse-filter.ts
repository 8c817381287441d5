import { argumentError } from '../../errors.ts';
import { likePattern } from './like-pattern.ts';
import { parseOperand, parseProperty } from './parse-operand.ts';
import type { Comparison, Operand, Predicate } from './predicate.ts';
import { SqlTokenReader } from './token-reader.ts';

/** Documented for a filter condition. */
const longestExpression = 1024;
const comparisonSigns: readonly Comparison[] = ['=', '<>', '<=', '>=', '<', '>'];

/**
 * Reads a SQL filter: comparisons, `IN`, `LIKE` with `ESCAPE`, `IS NULL` and `EXISTS`, joined by `NOT`, `AND` and `OR`, of
 * which `OR` binds weakest. Keywords and names of properties go in whatever case.
 * @see https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-sql-filter
 * @throws BusRefusal for broken SQL, and for the arithmetic, functions and parameters that the broker does not do
 */
export function parseFilter(sql: string): Predicate {
  if (sql.length > longestExpression)
    throw argumentError(`A filter has at most ${longestExpression} characters; this one has ${sql.length}.`);
  const reader = new SqlTokenReader(sql);
  const predicate = parseOr(reader);
  if (reader.next.kind !== 'end') throw reader.unexpected('AND, OR or the end');
  return predicate;
}

function parseOr(reader: SqlTokenReader): Predicate {
  const of = [parseAnd(reader)];
  while (reader.takes('OR')) of.push(parseAnd(reader));
  return { kind: 'or', of };
}

function parseAnd(reader: SqlTokenReader): Predicate {
  const of = [parseNot(reader)];
  while (reader.takes('AND')) of.push(parseNot(reader));
  return { kind: 'and', of };
}

function parseNot(reader: SqlTokenReader): Predicate {
  if (reader.takes('NOT')) return { kind: 'not', of: parseNot(reader) };
  if (reader.takes('EXISTS')) {
    reader.need('(');
    const property = parseProperty(reader);
    reader.need(')');
    return { kind: 'exists', property };
  }
  if (reader.takes('(')) {
    const predicate = parseOr(reader);
    reader.need(')');
    return predicate;
  }
  return parseTest(reader, parseOperand(reader));
}

function parseTest(reader: SqlTokenReader, left: Operand): Predicate {
  if (reader.takes('IS')) {
    const negated = reader.takes('NOT');
    reader.need('NULL');
    if (left.kind === 'constant') throw argumentError('IS NULL asks about a property.');
    const exists: Predicate = { kind: 'exists', property: left };
    return negated ? exists : { kind: 'not', of: exists };
  }
  if (reader.takes('NOT')) return { kind: 'not', of: parseInOrLike(reader, left) };
  const operator = comparisonSigns.find((sign) => reader.takes(sign));
  return operator === undefined
    ? parseInOrLike(reader, left)
    : { kind: 'compare', operator, left, right: parseOperand(reader) };
}

function parseInOrLike(reader: SqlTokenReader, left: Operand): Predicate {
  if (reader.takes('LIKE')) {
    const pattern = parseText(reader);
    const escapeCharacter = reader.takes('ESCAPE') ? parseText(reader) : undefined;
    if (escapeCharacter !== undefined && [...escapeCharacter].length !== 1)
      throw argumentError('What ESCAPE names is one character.');
    return { kind: 'like', left, pattern: likePattern(pattern, escapeCharacter) };
  }
  if (!reader.takes('IN')) throw reader.unexpected('a comparison, IN, LIKE or IS');
  reader.need('(');
  const values = [parseOperand(reader)];
  while (reader.takes(',')) values.push(parseOperand(reader));
  reader.need(')');
  return { kind: 'in', left, values };
}

function parseText(reader: SqlTokenReader): string {
  const token = reader.next;
  if (token.kind !== 'text') throw reader.unexpected('a text');
  reader.read();
  return token.value;
}
