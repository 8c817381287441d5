import { elementsOf, type Node, present, Syntax, textOf } from './kusto.ts';

export type Row = Readonly<Record<string, unknown>>;

/** What the names in an expression stand for, beside the columns of its row. */
export interface Names {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly scalars: ReadonlyMap<string, unknown>;
  readonly toScalar: (query: Node) => unknown;
}

const minute = 60_000;

/**
 * The value of a scalar expression. Null is what Kusto calls null, an instant or a span a number of milliseconds. Of the
 * language it knows what the queries of the alerts use.
 *
 * @throws for everything else
 */
export function scalarOf(node: Node, row: Row, names: Names): unknown {
  const of = (inner: Node | null) => scalarOf(present(inner), row, names);
  if (node instanceof Syntax.ParenthesizedExpression) return of(node.Expression);
  if (node instanceof Syntax.SimpleNamedExpression) return of(node.Expression);
  if (node instanceof Syntax.LiteralExpression) return literal(node);
  if (node instanceof Syntax.NameReference) return named(present(node.SimpleName), row, names);
  if (node instanceof Syntax.PathExpression) return member(of(node.Expression), textOf(node.Selector));
  if (node instanceof Syntax.ToScalarExpression) return names.toScalar(present(node.Expression));
  if (node instanceof Syntax.BinaryExpression)
    return compared(textOf(node.Operator), of(node.Left), of(node.Right));
  if (node instanceof Syntax.InExpression) {
    const isIn = elementsOf(present(node.Right).Expressions).some((one) => of(one) === of(node.Left));
    return textOf(node.Operator) === '!in' ? !isIn : isIn;
  }
  // A member by a name that is computed.
  if (node instanceof Syntax.ElementExpression && node.Selector instanceof Syntax.BracketedExpression)
    return member(of(node.Expression), String(of(node.Selector.Expression)));
  if (node instanceof Syntax.FunctionCallExpression) {
    const values = elementsOf(present(node.ArgumentList).Expressions).map(of);
    return called(textOf(node.Name), values, names);
  }
  throw new Error(`this is not evaluated: ${textOf(node)}`);
}

function literal(node: Node): unknown {
  const text = textOf(node);
  if (/^\d+m$/.test(text)) return Number(text.slice(0, -1)) * minute;
  if (/^\d+$/.test(text)) return Number(text);
  if (/^\d+d$/.test(text)) return Number(text.slice(0, -1)) * 24 * 60 * minute;
  const instant = /^datetime\(([\w:.-]+)\)$/.exec(text)?.[1];
  if (instant !== undefined) return Date.parse(instant);
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^'[^'\\]*'$/.test(text)) return text.slice(1, -1);
  if (/^@'([^']|'')*'$/.test(text)) return text.slice(2, -1).replaceAll("''", "'");
  throw new Error(`this literal is not evaluated: ${text}`);
}

function named(name: string, row: Row, { scalars }: Names): unknown {
  if (name in row) return row[name] ?? null;
  if (scalars.has(name)) return scalars.get(name);
  throw new Error(`no column is called ${name}`);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  return new Map<string, unknown>(Object.entries(value)).get(name) ?? null;
}

function compared(operator: string, left: unknown, right: unknown): unknown {
  if (operator === 'and') return left === false || right === false ? false : bothTrue(left, right);
  if (operator === 'or') return left === true || right === true ? true : left === null ? null : right;
  if (typeof left === 'string' && typeof right === 'string') {
    const [a, b] = [left.toLowerCase(), right.toLowerCase()];
    if (operator === '==') return left === right;
    if (operator === '!=') return left !== right;
    if (operator === '=~') return a === b;
    if (operator === 'startswith_cs') return left.startsWith(right);
    if (operator === 'startswith') return a.startsWith(b);
    if (operator === '!startswith') return !a.startsWith(b);
    if (operator === '!endswith') return !a.endsWith(b);
    if (operator === 'contains') return a.includes(b);
  }
  // Whatever is compared with null is not so.
  if (left === null || right === null) return operator === '*' ? null : false;
  if (typeof left === 'number' && typeof right === 'number') {
    if (operator === '*') return left * right;
    if (operator === '-') return left - right;
    if (operator === '<=') return left <= right;
    if (operator === '>') return left > right;
    if (operator === '>=') return left >= right;
    if (operator === '<') return left < right;
    if (operator === '==') return left === right;
  }
  if (typeof left === 'boolean' && typeof right === 'boolean' && operator === '==') return left === right;
  throw new Error(`this is not evaluated: ${JSON.stringify(left)} ${operator} ${JSON.stringify(right)}`);
}

function bothTrue(left: unknown, right: unknown): true | null {
  return left === true && right === true ? true : null;
}

function called(name: string, values: readonly unknown[], { now }: Names): unknown {
  const [value, other, another] = values;
  if (name === 'ago') return now - Number(value);
  if (name === 'now') return now;
  if (name === 'tostring') return text(value);
  if (name === 'tolower') return text(value).toLowerCase();
  if (name === 'isempty') return text(value) === '';
  if (name === 'extract') return new RegExp(String(value)).exec(text(another))?.[Number(other)] ?? '';
  if (name === 'tolong' || name === 'toint') return value === null || value === '' ? null : Number(value);
  if (name === 'tobool') return typeof value === 'boolean' ? value : null;
  if (name === 'iff') return value === true ? other : another;
  if (name === 'strcat') return values.map(text).join('');
  if (name === 'parse_json') return parsed(String(value));
  if (name === 'parse_url') return { Path: new URL(String(value)).pathname };
  if (name === 'array_sort_asc' && Array.isArray(value)) return [...value].sort();
  if (name === 'strcat_array' && Array.isArray(value)) return value.join(String(other));
  throw new Error(`this function is not evaluated: ${name}`);
}

/** What is no JSON, such as a line that was cut, is a text like any other, and has no members. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function text(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
