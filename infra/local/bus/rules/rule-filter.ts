import type { Message } from 'rhea';
import { type CorrelationFilter, correlationTest } from './correlation-filter.ts';
import { evaluatePredicate } from './sql/evaluate-predicate.ts';
import { parseFilter } from './sql/parse-filter.ts';

/** As the JavaScript client writes it. */
export interface SqlFilter {
  readonly sqlExpression: string;
}

export type RuleFilter = CorrelationFilter | SqlFilter;

export const isSql = (filter: RuleFilter): filter is SqlFilter => 'sqlExpression' in filter;

/**
 * Which messages the filter takes. What is unknown to SQL, such as a comparison with a property that is missing, is not taken.
 * @throws BusRefusal for a filter that says nothing, for broken SQL, and for SQL that the broker does not do
 */
export function filterTest(filter: RuleFilter): (message: Message) => boolean {
  if (!isSql(filter)) return correlationTest(filter);
  const predicate = parseFilter(filter.sqlExpression);
  return (message) => evaluatePredicate(predicate, message) === true;
}
