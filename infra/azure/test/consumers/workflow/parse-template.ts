import { type Expression, parseExpression } from './parse-expression.ts';

/** What a text of a definition stands for: one expression of any type, or text with expressions in it. */
export type Template =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] };

const alreadyParsed = new Map<string, Template>();

/** Reads `@expression`, `text @{expression} text` and `@@`, which stands for `@`. @throws where it is malformed */
export function parseTemplate(text: string): Template {
  const template = alreadyParsed.get(text) ?? parse(text);
  alreadyParsed.set(text, template);
  return template;
}

function parse(text: string): Template {
  if (text.startsWith('@') && !text.startsWith('@@') && !text.startsWith('@{')) {
    return { kind: 'value', expression: parseExpression(text.slice(1)) };
  }
  const parts: (string | Expression)[] = [];
  let rest = text.startsWith('@@') ? text.slice(1) : text;
  for (;;) {
    const begin = rest.indexOf('@{');
    if (begin < 0) return { kind: 'text', parts: rest === '' ? parts : [...parts, rest] };
    const end = endOfExpression(rest, begin + 2);
    if (begin > 0) parts.push(rest.slice(0, begin));
    parts.push(parseExpression(rest.slice(begin + 2, end)));
    rest = rest.slice(end + 1);
  }
}

/** Where the brace is that closes an expression; a brace within quotes is none. */
function endOfExpression(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted;
    else if (text[at] === '}' && !quoted) return at;
  }
  throw new Error(`'}' is missing in: ${text}`);
}

/** Every expression in a value of a definition, however deep. */
export function expressionsIn(value: unknown): Expression[] {
  if (typeof value === 'string') {
    const template = parseTemplate(value);
    if (template.kind === 'value') return [template.expression];
    return template.parts.filter((part) => typeof part !== 'string');
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}
