import { elementsOf, type Node, present, Syntax, textOf } from './kusto.ts';
import { type Names, type Row, scalarOf } from './scalars.ts';

/** The columns that one aggregate of `summarize` makes of the rows of a group. @throws for one that is not known here */
export function aggregated(node: Node, rows: readonly Row[], names: Names): Row {
  if (node instanceof Syntax.SimpleNamedExpression) {
    const [value] = Object.values(aggregated(present(node.Expression), rows, names));
    return { [textOf(node.Name)]: value };
  }
  if (!(node instanceof Syntax.FunctionCallExpression)) throw new Error(`no aggregate: ${textOf(node)}`);
  const name = textOf(node.Name);
  const given = elementsOf(present(node.ArgumentList).Expressions);
  const [first, second] = given.map((argument) => rows.map((row) => scalarOf(argument, row, names)));
  const all = first ?? [];
  if (name === 'count') return { count_: rows.length };
  if (name === 'countif') return { countif_: all.filter((value) => value === true).length };
  if (name === 'dcount') return { dcount_: new Set(all).size };
  if (name === 'sum') return { sum_: all.reduce<number>((sum, value) => sum + Number(value), 0) };
  if (name === 'max') {
    const numbers = all.flatMap((value) => (typeof value === 'number' ? value : []));
    return { max_: numbers.length > 0 ? Math.max(...numbers) : null };
  }
  if (name === 'min') {
    const numbers = all.flatMap((value) => (typeof value === 'number' ? value : []));
    return { min_: numbers.length > 0 ? Math.min(...numbers) : null };
  }
  if (name === 'take_any') return { any_: all[0] ?? null };
  if (name === 'make_set') {
    const most = given[1] && rows[0] ? Number(scalarOf(given[1], rows[0], names)) : undefined;
    return { set_: [...new Set(all)].slice(0, most) };
  }
  if (name === 'make_set_if')
    return { set_: [...new Set(all.filter((_, index) => second?.[index] === true))] };
  if (name === 'arg_max') {
    const largest = rows[all.indexOf(Math.max(...all.map(Number)))];
    return Object.fromEntries(given.map((column) => [textOf(column), largest?.[textOf(column)] ?? null]));
  }
  throw new Error(`this aggregate is not evaluated: ${name}`);
}
