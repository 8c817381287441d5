import { aggregated } from './aggregates.ts';
import { bind, elementsOf, type Node, present, Syntax, textOf } from './kusto.ts';
import { type Names, type Row, scalarOf } from './scalars.ts';

export type Tables = Readonly<Record<string, readonly Row[]>>;

/**
 * The rows that a query gives at an instant. It runs the query's own syntax, and of the language what the alerts use.
 *
 * @throws for everything else
 */
export function evaluate(query: string, tables: Tables, now: number): readonly Row[] {
  const [block] = bind(query).nodes;
  if (!(block instanceof Syntax.QueryBlock)) throw new Error('this is not a query');
  return evaluated(elementsOf(block.Statements), new Map(Object.entries(tables)), now);
}

/** The rows of the last one of these statements. */
function evaluated(
  statements: readonly Node[],
  known: Map<string, readonly Row[]>,
  now: number,
): readonly Row[] {
  const scalars = new Map<string, unknown>();
  const names: Names = {
    now,
    scalars,
    toScalar: (inner) => Object.values(rowsOf(inner)[0] ?? {})[0] ?? null,
  };

  const rowsOf = (node: Node): readonly Row[] => {
    if (node instanceof Syntax.PipeExpression) {
      const rows = rowsOf(present(node.Expression));
      const operator = present(node.Operator);
      return operator instanceof Syntax.JoinOperator
        ? joined(rows, rowsOf(present(operator.Expression)), operator)
        : operated(operator, rows, names);
    }
    if (node instanceof Syntax.NameReference) return present(known.get(textOf(node)));
    // A function without parameters is what it gave where it was declared.
    if (node instanceof Syntax.FunctionCallExpression) return present(known.get(textOf(node.Name)));
    if (node instanceof Syntax.ParenthesizedExpression) return rowsOf(present(node.Expression));
    if (node instanceof Syntax.DataTableExpression && elementsOf(node.Values).length === 0) return [];
    if (node instanceof Syntax.UnionOperator) return elementsOf(node.Expressions).flatMap(rowsIfThere);
    throw new Error(`this table is not evaluated: ${textOf(node)}`);
  };

  // A table that a workspace does not have yet is passed over by a fuzzy union, which is the only one that is evaluated.
  const rowsIfThere = (node: Node): readonly Row[] => {
    if (!/^union isfuzzy=true\b/.test(textOf(node.Parent?.Parent?.Parent ?? null)))
      throw new Error(`not evaluated: ${textOf(node.Parent)}`);
    const isTable = node instanceof Syntax.NameReference;
    return isTable && !known.has(textOf(node)) ? [] : rowsOf(node);
  };

  for (const statement of statements) {
    if (statement instanceof Syntax.ExpressionStatement) return rowsOf(present(statement.Expression));
    // The end of a function's body.
    if (statement instanceof Syntax.PipeExpression) return rowsOf(statement);
    if (!(statement instanceof Syntax.LetStatement)) throw new Error(`not evaluated: ${textOf(statement)}`);
    const value = present(statement.Expression);
    if (value instanceof Syntax.PipeExpression) known.set(textOf(statement.Name), rowsOf(value));
    else if (value instanceof Syntax.FunctionDeclaration) {
      const { Statements, Expression } = present(value.Body);
      const rows = evaluated([...elementsOf(Statements), present(Expression)], new Map(known), now);
      known.set(textOf(statement.Name), rows);
    } else scalars.set(textOf(statement.Name), scalarOf(value, {}, names));
  }
  throw new Error('the query gives nothing');
}

/** Of joins: each row of the left side with the one row of the right side that is the same in a column, or with none. */
function joined(
  left: readonly Row[],
  right: readonly Row[],
  node: Kusto.Language.Syntax.JoinOperator,
): readonly Row[] {
  const on = /^join kind=leftouter \w+ on (\w+)$/.exec(textOf(node))?.[1];
  if (on === undefined) throw new Error(`this join is not evaluated: ${textOf(node)}`);
  const others = new Map(right.map((row) => [row[on], row]));
  if (others.size < right.length) throw new Error('more than one row would be joined');
  const columns = Object.keys(Object.assign({}, ...right));
  const none = Object.fromEntries(columns.map((name) => [name, null]));
  return left.map((row) => ({ ...(others.get(row[on]) ?? none), ...row }));
}

function operated(node: Node, rows: readonly Row[], names: Names): readonly Row[] {
  const columns = (list: Parameters<typeof elementsOf>[0], row: Row) =>
    Object.fromEntries(elementsOf(list).map((one) => [columnOf(one), scalarOf(one, row, names)]));

  if (node instanceof Syntax.FilterOperator) {
    return rows.filter((row) => scalarOf(present(node.Condition), row, names) === true);
  }
  if (node instanceof Syntax.ExtendOperator) {
    return rows.map((row) => ({ ...row, ...columns(node.Expressions, row) }));
  }
  if (node instanceof Syntax.ProjectOperator) return rows.map((row) => columns(node.Expressions, row));
  if (node instanceof Syntax.CountOperator) return [{ Count: rows.length }];
  if (node instanceof Syntax.MvExpandOperator) {
    const [expansion] = elementsOf(node.Expressions);
    if (!(expansion instanceof Syntax.MvExpandExpression)) throw new Error(`not evaluated: ${textOf(node)}`);
    const list = present(expansion.Expression);
    return rows.flatMap((row) =>
      expanded(scalarOf(list, row, names)).map((one) => ({ ...row, [columnOf(list)]: one })),
    );
  }
  if (node instanceof Syntax.SummarizeOperator) {
    const by = node.ByClause?.Expressions ?? null;
    // Without `by` there is always one row, also of nothing.
    const groups = new Map<string, Row[]>(by === null ? [['{}', []]] : []);
    for (const row of rows) {
      const key = JSON.stringify(columns(by, row));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups].map(([key, group]) =>
      Object.assign(
        JSON.parse(key),
        ...elementsOf(node.Aggregates).map((aggregate) => aggregated(aggregate, group, names)),
      ),
    );
  }
  throw new Error(`this operator is not evaluated: ${textOf(node)}`);
}

/** A null stays as one record; a list without elements leaves none. */
function expanded(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function columnOf(node: Node): string {
  return textOf(node instanceof Syntax.SimpleNamedExpression ? node.Name : node);
}
