import type { BusRefusal } from '../../errors.ts';
import { syntaxError } from './syntax-error.ts';
import { type SqlToken, tokenizeSql } from './tokenize.ts';

/** Goes through the tokens of a filter, one after the other. */
export class SqlTokenReader {
  readonly #tokens: readonly SqlToken[];
  #at = 0;

  /** @throws BusRefusal for a character that begins no token */
  constructor(sql: string) {
    this.#tokens = tokenizeSql(sql);
  }

  get next(): SqlToken {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('there is always an end');
    return token;
  }

  read(): SqlToken {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Whether the next token is this keyword or sign; then it is read. */
  takes(is: string): boolean {
    const { next } = this;
    if ((next.kind !== 'keyword' && next.kind !== 'sign') || next.is !== is) return false;
    this.#at++;
    return true;
  }

  /** @throws BusRefusal when the next token is another */
  need(is: string): void {
    if (!this.takes(is)) throw this.unexpected(is);
  }

  unexpected(expecting: string): BusRefusal {
    const { next } = this;
    const what = next.kind === 'end' ? 'end of text' : next.text;
    return syntaxError(next, `syntax error, unexpected ${what}, expecting ${expecting}`);
  }
}
