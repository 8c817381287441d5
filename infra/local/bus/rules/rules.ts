import type { Message } from 'rhea';
import { alreadyExists, entityNotFound } from '../errors.ts';
import { checkFilter, matches, type RuleFilter } from './rule-filter.ts';

/** The rule that a subscription has when its creator names none. */
const DEFAULT_RULES: Readonly<Record<string, RuleFilter>> = { $Default: { sqlExpression: '1=1' } };

/** Which messages of its topic a subscription takes: those that at least one of its rules matches. */
export class Rules {
  readonly #subscription: string;
  readonly #filters = new Map<string, RuleFilter>();

  /** @throws Refusal for a filter that the broker does not know */
  constructor(subscription: string, filters: Readonly<Record<string, RuleFilter>> = DEFAULT_RULES) {
    this.#subscription = subscription;
    for (const [name, filter] of Object.entries(filters)) this.add(name, filter);
  }

  /** However many rules match, it is one copy: only rules with actions make more, and there are none here. */
  take(message: Message): boolean {
    return [...this.#filters.values()].some((filter) => matches(filter, message));
  }

  /** @throws Refusal when there is a rule of that name, or for a filter that the broker does not know */
  add(name: string, filter: RuleFilter): void {
    if (this.#find(name) !== undefined) throw alreadyExists(this.#pathOf(name));
    checkFilter(filter);
    this.#filters.set(name, filter);
  }

  /** @throws Refusal when there is no rule of that name */
  remove(name: string): void {
    const found = this.#find(name);
    if (found === undefined) throw entityNotFound(this.#pathOf(name));
    this.#filters.delete(found);
  }

  list(): readonly (readonly [name: string, filter: RuleFilter])[] {
    return [...this.#filters];
  }

  #find(name: string): string | undefined {
    return [...this.#filters.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  }

  #pathOf(name: string): string {
    return `${this.#subscription}/Rules/${name}`;
  }
}
