import { type BoundQuery, type Node, present, Syntax, textOf } from './kusto.ts';

/** Members of the parsed message, from the outside in; `*` stands for each element of a list. */
export type Path = readonly string[];

export interface MessageUse {
  /** What a query wants messages to begin with. */
  readonly beginnings: readonly string[];
  /** What it takes from them once they are parsed. */
  readonly paths: readonly Path[];
}

/**
 * What a query takes from the messages of the connector. It follows `extend NAME = parse_json(Message)` and
 * `mv-expand NAME = PATH` in the syntax.
 *
 * @throws when it takes a member of something whose way from the message is not one of these
 */
export function messageUse({ nodes }: BoundQuery): MessageUse {
  const beginnings: string[] = [];
  const paths: Path[] = [];
  const known = new Map<string, Path>();

  const pathOf = (node: Node | null): Path | undefined => {
    if (node instanceof Syntax.NameReference) return known.get(present(node.SimpleName));
    if (node instanceof Syntax.ElementExpression) {
      const list = pathOf(node.Expression);
      return list && [...list, '*'];
    }
    if (!(node instanceof Syntax.PathExpression)) return undefined;
    const whole = pathOf(node.Expression);
    return whole && [...whole, memberOf(node)];
  };

  for (const node of nodes) {
    if (node instanceof Syntax.BinaryExpression && isMessage(node.Left)) {
      beginnings.push(String(present(node.Right).LiteralValue));
    }
    if (node instanceof Syntax.SimpleNamedExpression) {
      const name = present(present(node.Name).SimpleName);
      const source = pathOf(node.Expression);
      if (isParsedMessage(node.Expression)) known.set(name, []);
      else if (source && node.Parent instanceof Syntax.MvExpandExpression) known.set(name, [...source, '*']);
    }
    if (node instanceof Syntax.PathExpression) {
      const path = pathOf(node);
      if (path) paths.push(path);
      else if (!(node.Expression instanceof Syntax.FunctionCallExpression)) {
        throw new Error(`it cannot be told what ${textOf(node)} takes from the message`);
      }
    }
  }
  return { beginnings, paths };
}

function memberOf(path: Kusto.Language.Syntax.PathExpression): string {
  if (!(path.Selector instanceof Syntax.NameReference)) throw new Error(`${textOf(path)} names no member`);
  return present(path.Selector.SimpleName);
}

function isMessage(node: Node | null): boolean {
  return node instanceof Syntax.NameReference && node.SimpleName === 'Message';
}

function isParsedMessage(node: Node | null): boolean {
  return node instanceof Syntax.FunctionCallExpression && textOf(node) === 'parse_json(Message)';
}

/** Whether this member is there, in at least one element where the path goes through a list. */
export function has(value: unknown, [member, ...rest]: Path): boolean {
  if (member === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (member === '*') return Array.isArray(value) && value.some((element) => has(element, rest));
  return Object.entries(value).some(([name, inner]) => name === member && has(inner, rest));
}
