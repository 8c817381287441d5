import rhea from 'rhea';
import { argumentError, notImplemented } from '../errors.ts';
import type { CorrelationFilter } from './correlation-filter.ts';
import { isSql, type RuleFilter } from './rule-filter.ts';
import type { Rules } from './rules.ts';
import { requestName, systemProperties } from './system-properties.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Descriptors of what stands for a rule in an answer. */
const ruleCode = 0x13700000004;
const emptyActionCode = 0x13700000005;
const sqlFilterCode = 0x1370000006;
const trueFilterCode = 0x1370000007;
const falseFilterCode = 0x1370000008;
const correlationFilterCode = 0x1370000009;
const constantFilterCodes: Readonly<Record<string, number>> = {
  '1=1': trueFilterCode,
  '1=0': falseFilterCode,
};

/** The operations of a subscription's `$management` node that see to its rules. Undefined stands for "nothing found". */
export const ruleOperations: Readonly<Record<string, (rules: Rules, fields: Fields) => unknown>> = {
  'com.microsoft:add-rule': (rules, fields) => {
    rules.add(ruleName(fields), filterOf(record(fields['rule-description'])));
    return {};
  },
  'com.microsoft:remove-rule': (rules, fields) => {
    rules.remove(ruleName(fields));
    return {};
  },
  'com.microsoft:enumerate-rules': (rules, { skip, top }) => {
    const page = rules.list().slice(Number(skip), Number(skip) + Number(top));
    if (page.length === 0) return undefined;
    return { rules: page.map(({ name, filter }) => ({ 'rule-description': ruleDescription(name, filter) })) };
  },
};

function filterOf(description: Fields): RuleFilter {
  if (description['sql-rule-action'] != null) throw notImplemented('rules with actions');
  if (description['sql-filter'] != null)
    return { sqlExpression: String(record(description['sql-filter']).expression) };
  const given = record(description['correlation-filter']);
  const filter: Record<string, string> = {};
  for (const name of systemProperties) {
    const value = given[requestName(name)];
    if (value != null) filter[name] = String(value);
  }
  return given.properties == null
    ? filter
    : { ...filter, applicationProperties: scalars(record(given.properties)) };
}

function scalars(properties: Fields): NonNullable<CorrelationFilter['applicationProperties']> {
  const found: Record<string, string | number | boolean | Date> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      value instanceof Date
    )
      found[name] = value;
    else throw notImplemented(`filters for the value of '${name}'`);
  }
  return found;
}

function ruleDescription(name: string, filter: RuleFilter): unknown {
  const { wrap_described, wrap_string } = rhea.types;
  return wrap_described(
    [wireFilter(filter), wrap_described([], emptyActionCode), wrap_string(name)],
    ruleCode,
  );
}

function wireFilter(filter: RuleFilter): unknown {
  const { wrap_described, wrap_map, wrap_string } = rhea.types;
  if (isSql(filter)) {
    const constant = constantFilterCodes[filter.sqlExpression.replaceAll(' ', '')];
    return constant === undefined
      ? wrap_described([wrap_string(filter.sqlExpression)], sqlFilterCode)
      : wrap_described([], constant);
  }
  const { applicationProperties } = filter;
  const values = systemProperties.map((name) => filter[name] ?? null);
  return wrap_described(
    [...values, applicationProperties === undefined ? null : wrap_map(applicationProperties)],
    correlationFilterCode,
  );
}

function ruleName(fields: Fields): string {
  const name = fields['rule-name'];
  if (typeof name !== 'string' || name === '') throw argumentError('The request names no rule.');
  return name;
}

const record = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});
