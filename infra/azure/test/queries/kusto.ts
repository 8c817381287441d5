/// <reference types="@kusto/language-service-next" />
// The language service is a script that leaves its names in the global scope, as what it runs on does.
import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';
import { logTables } from './log-tables.ts';

const { GlobalState, KustoCode, Symbols, Syntax } = Kusto.Language;

export { Syntax };
export type Node = Kusto.Language.Syntax.SyntaxNode;

/** A query, parsed and bound against the tables of a Log Analytics workspace. */
export interface BoundQuery {
  /** What the service would say against it, with the text that it is about; suggestions are among them. */
  readonly problems: readonly string[];
  /** Every node of its syntax, an outer one before what it holds. */
  readonly nodes: readonly Node[];
}

const workspace = globals(logTables);
const newWorkspace = globals({});

const bound = new Map<string, BoundQuery>();

/** A query that is asked again and again is bound once. */
export function bind(query: string): BoundQuery {
  const known = bound.get(query) ?? bindAnew(query, workspace);
  bound.set(query, known);
  return known;
}

/** The same against a workspace that knows no table, such as one that has not seen a line yet. */
export function bindInNewWorkspace(query: string): BoundQuery {
  return bindAnew(query, newWorkspace);
}

function bindAnew(query: string, where: Kusto.Language.GlobalState): BoundQuery {
  const code = present(KustoCode.ParseAndAnalyze(query, where));
  const found = present(code.GetDiagnostics());
  const problems = Array.from({ length: found.Count }, (_, index) => {
    const { Start, Length, Severity, Message } = found.getItem(index);
    return `${Severity} at '${query.slice(Start, Start + Length)}': ${Message}`;
  });
  const nodes: Node[] = [];
  present(code.Syntax).WalkNodes((node) => nodes.push(node));
  return { problems, nodes };
}

function globals(
  known: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Kusto.Language.GlobalState {
  const tables = Object.entries(known).map(
    ([name, columns]) =>
      new Symbols.TableSymbol.$ctor7(
        name,
        `(${Object.entries(columns)
          .map(([column, type]) => `${column}:${type}`)
          .join(', ')})`,
        null,
      ),
  );
  const database = new Symbols.DatabaseSymbol.ctor('workspace', tables);
  return present(present(GlobalState.Default).WithDatabase(database));
}

/** The declarations of the language service let everything be null. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the language service gave nothing');
  return value;
}

const texts = new WeakMap<object, string>();

/** The text of a piece of syntax, without the space and the comments before it. */
export function textOf(node: Kusto.Language.Syntax.SyntaxElement | null): string {
  const element = present(node);
  const text = texts.get(element) ?? present(element.ToString(Syntax.IncludeTrivia.Interior));
  texts.set(element, text);
  return text;
}

const elementLists = new WeakMap<object, readonly Node[]>();

/** The elements of a list with commas, or of none. */
export function elementsOf(list: Kusto.Language.Syntax.SyntaxList | null): readonly Node[] {
  if (list === null) return [];
  const elements = elementLists.get(list) ?? readElements(list);
  elementLists.set(list, elements);
  return elements;
}

function readElements(list: Kusto.Language.Syntax.SyntaxList): Node[] {
  const elements: Node[] = [];
  for (let index = 0; index < (list.ChildCount ?? 0); index++) {
    const element = list.GetChild(index)?.GetChild(0);
    if (element instanceof Syntax.SyntaxNode) elements.push(element);
  }
  return elements;
}
