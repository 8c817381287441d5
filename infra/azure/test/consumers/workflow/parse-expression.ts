/** An expression of the Workflow Definition Language, as far as the consumers use it. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'member';
      readonly of: Expression;
      readonly key: Expression;
      /** `?['key']`: null where there is nothing to look into. */
      readonly optional: boolean;
    };

const token = /\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z]\w*)|(\?\[|[()[\],]))/y;
const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * @param text without the leading `@`
 * @throws where the text is not one expression
 * @see https://learn.microsoft.com/azure/logic-apps/expression-functions-reference
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let position = 0;
  const next = () => tokens[position++];
  const expect = (sign: string) => {
    if (next()?.sign !== sign) throw new Error(`'${sign}' is missing in: ${text}`);
  };
  const skip = (sign: string) => {
    if (tokens[position]?.sign !== sign) return false;
    position += 1;
    return true;
  };

  function one(): Expression {
    let expression = first();
    for (;;) {
      const optional = skip('?[');
      if (!optional && !skip('[')) return expression;
      const key = one();
      expect(']');
      expression = { kind: 'member', of: expression, key, optional };
    }
  }

  function first(): Expression {
    const { literal, word } = next() ?? {};
    if (literal !== undefined) return { kind: 'literal', value: literal };
    if (word === undefined) throw new Error(`a value is missing in: ${text}`);
    const value = words.get(word);
    if (value !== undefined) return { kind: 'literal', value };
    expect('(');
    const args: Expression[] = [];
    if (skip(')')) return { kind: 'call', name: word, args };
    do args.push(one());
    while (skip(','));
    expect(')');
    return { kind: 'call', name: word, args };
  }

  const expression = one();
  if (position < tokens.length) throw new Error(`more than one expression in: ${text}`);
  return expression;
}

interface Token {
  readonly literal?: string | number;
  readonly word?: string;
  readonly sign?: string;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`unreadable from '${text.slice(at)}' in: ${text}`);
    const [, string, number, word, sign] = match;
    if (string !== undefined) tokens.push({ literal: string.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ literal: Number(number) });
    else if (word !== undefined) tokens.push({ word });
    else if (sign !== undefined) tokens.push({ sign });
  }
  return tokens;
}
