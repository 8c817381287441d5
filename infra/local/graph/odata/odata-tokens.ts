/** A word, a literal or a sign of an OData expression. */
export type FilterToken =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'literal'; readonly type: LiteralType; readonly value: string | boolean | null }
  | { readonly kind: 'sign'; readonly text: string };

export type LiteralType = 'text' | 'guid' | 'boolean' | 'null';

const form =
  /\s*(?:'((?:[^']|'')*)'|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b|([A-Za-z_@$][\w.]*)|([(),:/]))/iy;

/** The tokens of an expression; undefined where it holds something else, such as a quote that does not end. */
export function tokenizeFilter(expression: string): FilterToken[] | undefined {
  const tokens: FilterToken[] = [];
  const text = expression.trimEnd();
  form.lastIndex = 0;
  while (form.lastIndex < text.length) {
    const found = form.exec(text);
    if (!found) return undefined;
    tokens.push(toToken(found));
  }
  return tokens;
}

function toToken([, quoted, guid, name, sign = '']: RegExpExecArray): FilterToken {
  if (quoted !== undefined) return { kind: 'literal', type: 'text', value: quoted.replaceAll("''", "'") };
  if (guid !== undefined) return { kind: 'literal', type: 'guid', value: guid };
  if (name === undefined) return { kind: 'sign', text: sign };
  const word = name.toLowerCase();
  if (word === 'true' || word === 'false')
    return { kind: 'literal', type: 'boolean', value: word === 'true' };
  return word === 'null' ? { kind: 'literal', type: 'null', value: null } : { kind: 'name', text: name };
}
