import { syntaxError } from './syntax-error.ts';

interface Place {
  /** As it is written. */
  readonly text: string;
  readonly column: number;
}

export type SqlToken = Place &
  (
    | { readonly kind: 'keyword' | 'sign'; readonly is: string }
    /** `quoted`: written in brackets or quotation marks, and so never a keyword. */
    | { readonly kind: 'name'; readonly name: string; readonly quoted: boolean }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'end' }
  );

const keywords: ReadonlySet<string> = new Set(
  'AND OR NOT IN LIKE ESCAPE EXISTS IS NULL TRUE FALSE'.split(' '),
);

const tokenForm =
  /(?<text>'(?:[^']|'')*')|(?<bracketed>\[(?:[^\]]|\]\])+\])|(?<quoted>"(?:[^"]|"")+")|(?<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)|(?<word>\p{L}[_\p{L}\p{Nd}]*)|(?<sign><>|!=|<=|>=|[=<>(),.@+\-*/%])/iuy;

/**
 * The words and signs of a SQL filter, with an end behind them.
 * @see https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-sql-filter
 * @throws BusRefusal for a character that begins none, such as a quote that does not end
 */
export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  const skipBlanks = () => {
    while (/\s/.test(sql.charAt(at))) at++;
  };
  for (skipBlanks(); at < sql.length; skipBlanks()) {
    tokenForm.lastIndex = at;
    const found = tokenForm.exec(sql);
    if (!found) throw syntaxError({ column: at, text: sql.charAt(at) }, 'Unrecognized character.');
    tokens.push(toToken({ text: found[0], column: at }, found.groups ?? {}));
    at = tokenForm.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', column: at }];
}

function toToken(place: Place, found: Readonly<Record<string, string | undefined>>): SqlToken {
  const { text, column } = place;
  const inner = text.slice(1, -1);
  if (found.text !== undefined) return { kind: 'text', value: inner.replaceAll("''", "'"), text, column };
  if (found.bracketed !== undefined)
    return { kind: 'name', name: inner.replaceAll(']]', ']'), quoted: true, text, column };
  if (found.quoted !== undefined)
    return { kind: 'name', name: inner.replaceAll('""', '"'), quoted: true, text, column };
  if (found.number !== undefined) return { kind: 'number', value: Number(text), text, column };
  if (found.sign !== undefined) return { kind: 'sign', is: text === '!=' ? '<>' : text, text, column };
  const keyword = text.toUpperCase();
  return keywords.has(keyword)
    ? { kind: 'keyword', is: keyword, text, column }
    : { kind: 'name', name: text, quoted: false, text, column };
}
