import type { Message } from 'rhea';
import { alreadyExists, entityNotFound } from '../errors.ts';
import { filterTest, type RuleFilter } from './rule-filter.ts';

/** The rule that a subscription has when its creator names none. */
const defaultRules: Readonly<Record<string, RuleFilter>> = { $Default: { sqlExpression: '1=1' } };

interface Rule {
  readonly name: string;
  readonly filter: RuleFilter;
  readonly takes: (message: Message) => boolean;
}

/** Which messages of its topic a subscription takes: those that at least one of its rules matches. */
export class Rules {
  readonly #subscription: string;
  /** By name in lower case. */
  readonly #rules = new Map<string, Rule>();

  /** @throws BusRefusal for a filter that the broker does not know */
  constructor(subscription: string, filters: Readonly<Record<string, RuleFilter>> = defaultRules) {
    this.#subscription = subscription;
    for (const [name, filter] of Object.entries(filters)) this.add(name, filter);
  }

  /**
   * However many rules match, it is one copy: only rules with actions make more, and there are none here.
   * @throws BusRefusal where SQL meets values that it cannot compare
   */
  take(message: Message): boolean {
    return [...this.#rules.values()].some(({ takes }) => takes(message));
  }

  /** @throws BusRefusal when there is a rule of that name, or for a filter that the broker does not know */
  add(name: string, filter: RuleFilter): void {
    if (this.#rules.has(name.toLowerCase())) throw alreadyExists(this.#pathOf(name));
    this.#rules.set(name.toLowerCase(), { name, filter, takes: filterTest(filter) });
  }

  /** @throws BusRefusal when there is no rule of that name */
  remove(name: string): void {
    if (!this.#rules.delete(name.toLowerCase())) throw entityNotFound(this.#pathOf(name));
  }

  list(): readonly Pick<Rule, 'name' | 'filter'>[] {
    return [...this.#rules.values()];
  }

  #pathOf(name: string): string {
    return `${this.#subscription}/Rules/${name}`;
  }
}
