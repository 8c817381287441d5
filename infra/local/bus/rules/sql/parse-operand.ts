import { argumentError, notImplemented } from '../../errors.ts';
import { propertyInSql } from '../system-properties.ts';
import type { Operand, Property } from './predicate.ts';
import type { SqlTokenReader } from './token-reader.ts';

/** A constant or a property. @throws BusRefusal for anything else, and for arithmetic, functions and parameters, which the broker does not do */
export function parseOperand(reader: SqlTokenReader): Operand {
  const operand = parseSigned(reader);
  const { next } = reader;
  if (next.kind === 'sign' && '+-*/%'.includes(next.is)) throw notImplemented(`arithmetic ('${next.text}')`);
  return operand;
}

function parseSigned(reader: SqlTokenReader): Operand {
  const sign = reader.takes('-') ? -1 : 1;
  if (sign === 1 && !reader.takes('+')) return parseUnsigned(reader);
  const token = reader.next;
  if (token.kind !== 'number') throw notImplemented('a sign before anything but a number');
  reader.read();
  return { kind: 'constant', value: sign * token.value };
}

function parseUnsigned(reader: SqlTokenReader): Operand {
  const token = reader.next;
  if (token.kind === 'name') return parseProperty(reader);
  if (reader.takes('TRUE')) return { kind: 'constant', value: true };
  if (reader.takes('FALSE')) return { kind: 'constant', value: false };
  if (reader.takes('NULL')) return { kind: 'constant', value: undefined };
  if (reader.takes('@')) throw notImplemented('parameters of SQL filters');
  if (token.kind !== 'text' && token.kind !== 'number') throw reader.unexpected('an expression');
  reader.read();
  return { kind: 'constant', value: token.value };
}

/**
 * `name`, `user.name` or `sys.name`, each name as it is, in brackets or in quotation marks.
 * The service fails on a system property that it does not have when a message comes; here such a rule is refused at once.
 */
export function parseProperty(reader: SqlTokenReader): Property {
  const first = reader.next;
  if (first.kind !== 'name') throw reader.unexpected('a property');
  reader.read();
  if (reader.takes('(')) throw notImplemented(`the function '${first.text}'`);
  if (!reader.takes('.')) return { kind: 'user', name: first.name.toLowerCase() };
  const second = reader.next;
  if (second.kind !== 'name') throw reader.unexpected('a property');
  reader.read();
  const scope = first.name.toLowerCase();
  if (scope === 'user') return { kind: 'user', name: second.name.toLowerCase() };
  if (scope !== 'sys')
    throw argumentError(`The scope '${first.text}' is not known: a property is of 'sys' or of 'user'.`);
  const name = propertyInSql(second.name);
  if (name === undefined) throw notImplemented(`filters on the system property '${second.name}'`);
  return { kind: 'system', name };
}
