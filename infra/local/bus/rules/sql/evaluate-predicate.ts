import type { Message } from 'rhea';
import { notImplemented } from '../../errors.ts';
import { systemProperty } from '../system-properties.ts';
import type { Comparison, Operand, Predicate, SqlValue } from './predicate.ts';

/** True, false or unknown, which is undefined. */
type Truth = boolean | undefined;

/**
 * By the three-valued logic of the service: a property that is missing makes a comparison unknown, and so its negation, too.
 * @throws BusRefusal where values of different types meet: what the service does then rests on its own language and is not documented
 */
export function evaluatePredicate(predicate: Predicate, message: Message): Truth {
  switch (predicate.kind) {
    case 'not':
      return negated(evaluatePredicate(predicate.of, message));
    case 'and':
      return all(predicate.of.map((each) => evaluatePredicate(each, message)));
    case 'or':
      return negated(all(predicate.of.map((each) => negated(evaluatePredicate(each, message)))));
    case 'exists':
      return worthOf(predicate.property, message) !== undefined;
    case 'compare':
      return compared(
        predicate.operator,
        worthOf(predicate.left, message),
        worthOf(predicate.right, message),
      );
    case 'like': {
      const text = worthOf(predicate.left, message);
      if (text === undefined) return undefined;
      if (typeof text !== 'string') throw notImplemented(`LIKE on what is a ${typeof text}`);
      return predicate.pattern.test(text);
    }
    case 'in': {
      const left = worthOf(predicate.left, message);
      const equal = predicate.values.map((each) => compared('=', left, worthOf(each, message)));
      return negated(all(equal.map(negated)));
    }
  }
}

const negated = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function compared(operator: Comparison, left: SqlValue, right: SqlValue): Truth {
  if (left === undefined || right === undefined) return undefined;
  const [a, b] = [comparable(left), comparable(right)];
  if (typeof a !== typeof b || left instanceof Date !== right instanceof Date)
    throw notImplemented(`comparisons of a ${typeof left} with a ${typeof right}`);
  if (operator === '=') return a === b;
  if (operator === '<>') return a !== b;
  if (typeof a !== 'number' || typeof b !== 'number')
    throw notImplemented(`'${operator}' on what is no number`);
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a >= b;
}

const comparable = (value: Exclude<SqlValue, undefined>) => (value instanceof Date ? value.getTime() : value);

function worthOf(operand: Operand, message: Message): SqlValue {
  if (operand.kind === 'constant') return operand.value;
  if (operand.kind === 'system') return systemProperty(message, operand.name);
  const found = Object.entries(message.application_properties ?? {}).find(
    ([name]) => name.toLowerCase() === operand.name,
  );
  const value: unknown = found?.[1];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value;
  throw notImplemented(`SQL filters on the value of '${operand.name}'`);
}
