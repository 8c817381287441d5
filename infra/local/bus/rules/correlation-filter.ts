import type { Message } from 'rhea';
import { argumentError } from '../errors.ts';
import { type SystemProperty, systemProperties, systemProperty } from './system-properties.ts';

type Scalar = string | number | boolean | Date;

/** Named as the JavaScript client names them. All that are given must be equal. */
export interface CorrelationFilter extends Readonly<Partial<Record<SystemProperty, string>>> {
  readonly applicationProperties?: Readonly<Record<string, Scalar>>;
}

/**
 * Strings are equal when their case is, too. A string never equals a number. Numbers are compared by their value; whether the
 * service tells an int from a long or a double is not documented.
 * @throws BusRefusal for a filter that says nothing
 */
export function correlationTest(filter: CorrelationFilter): (message: Message) => boolean {
  const { applicationProperties = {} } = filter;
  const given = systemProperties.filter((name) => filter[name] !== undefined);
  const properties = Object.entries(applicationProperties);
  if (given.length === 0 && properties.length === 0)
    throw argumentError('A correlation filter must have at least one property.');
  return (message) =>
    given.every((name) => filter[name] === systemProperty(message, name)) &&
    properties.every(([name, value]) => isSame(value, message.application_properties?.[name]));
}

function isSame(wanted: Scalar, found: unknown): boolean {
  if (wanted instanceof Date) return found instanceof Date && found.getTime() === wanted.getTime();
  return wanted === found;
}
