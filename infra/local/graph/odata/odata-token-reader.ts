import { type FilterToken, type LiteralType, tokenizeFilter } from './odata-tokens.ts';

/** A filter that is not served; `unsupported` is what Graph understands and refuses. */
export class FilterError extends Error {
  readonly kind: 'invalid' | 'unsupported';
  constructor(kind: 'invalid' | 'unsupported', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Reads the tokens of a filter one after the other, and throws where another one was needed. */
export class FilterTokenReader {
  /** The first operator met that is served as an advanced query only. */
  advanced: string | undefined;
  readonly #tokens: readonly FilterToken[];
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    const tokens = tokenizeFilter(text);
    if (!tokens) throw syntax(text);
    this.#tokens = tokens;
    this.#text = text;
  }

  /** Nothing may be left. */
  end(): void {
    if (this.#place < this.#tokens.length) throw syntax(this.#text);
  }

  /** Takes the next token if it is this sign, or this name whatever its case. */
  takes(text: string): boolean {
    const token = this.#tokens[this.#place];
    const found = token !== undefined && token.kind !== 'literal' && token.text.toLowerCase() === text;
    if (found) this.#place++;
    return found;
  }

  need(sign: string): void {
    if (!this.takes(sign)) throw syntax(this.#text);
  }

  name(): string {
    const token = this.#tokens[this.#place++];
    if (token?.kind !== 'name') throw syntax(this.#text);
    return token.text;
  }

  /** A literal of this type, texts in lower case. */
  literal(type: LiteralType): string | boolean {
    const token = this.#tokens[this.#place++];
    if (token?.kind !== 'literal') throw syntax(this.#text);
    if (token.type !== type || token.value === null) {
      throw new FilterError('invalid', 'A binary operator with incompatible types was detected.');
    }
    return typeof token.value === 'string' ? token.value.toLowerCase() : token.value;
  }
}

const syntax = (text: string) =>
  new FilterError('invalid', `Invalid filter clause: syntax error in '${text}'.`);
