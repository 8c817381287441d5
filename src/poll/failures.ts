import type { Application } from '../core/application.ts';
import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError } from '../core/errors.ts';
import { aboutNames, type Failure } from '../core/failure.ts';
import type { Cause } from '../core/observe.ts';
import type { DamagedRow } from './ports.ts';

/** What a failure is about: one of many alike, such as a service principal, or something of which there is one. */
interface About {
  /** In the singular, such as `service principal`; alone where there is only one. */
  readonly what: string;
  readonly name?: string;
}

const namesKept = 5;
/** Kinds of failures that are kept apart; what comes after is counted as one. */
const kindsKept = 100;

interface Kind {
  readonly what: string;
  readonly cause: Cause;
  readonly names: string[];
  count: number;
}

/** What a run could not read, write or send, for the operator. Equal failures are one: thousands of them take no more room. */
export class Failures {
  #kinds = new Map<string, Kind>();

  add(about: About, cause: Cause): void {
    const [key, kind] = this.#count(about, cause);
    this.#kinds.set(key, kind);
  }

  /** In front, so that it is not lost behind what could not be read. */
  addFirst(about: About, cause: Cause): void {
    const [key, kind] = this.#count(about, cause);
    this.#kinds.delete(key);
    this.#kinds = new Map([[key, kind], ...this.#kinds]);
  }

  /** At most `most` kinds of them: one of each cause before second ones, so that no cause crowds out another. */
  list(most: number): Failure[] {
    const kinds = [...this.#kinds.values()];
    const firsts = new Map(kinds.toReversed().map((kind) => [kind.cause.cause, kind]));
    const isFirst = (kind: Kind) => firsts.get(kind.cause.cause) === kind;
    const inTurn = [...kinds.filter(isFirst), ...kinds.filter((kind) => !isFirst(kind))];
    return inTurn.slice(0, most).map(failureOf);
  }

  #count({ what, name }: About, { cause, detail }: Cause): [string, Kind] {
    const bounded = { cause: boundedText(cause, 64), detail: boundedText(detail, 1024) };
    const isFull = this.#kinds.size >= kindsKept;
    const key = JSON.stringify([what, bounded.cause, isFull ? '' : bounded.detail]);
    const kind = this.#kinds.get(key) ?? { what, cause: bounded, names: [], count: 0 };
    kind.count++;
    if (name !== undefined && kind.names.length < namesKept) kind.names.push(boundedText(name, 96));
    return [key, kind];
  }
}

function failureOf({ what, cause, names, count }: Kind): Failure {
  return { about: boundedText(aboutNames(what, names, count), 512), ...cause, count };
}

/** A service principal, with the application's name where that is known. */
export function aboutPrincipal(id: string, application: Application | undefined): About {
  const name = application?.displayName ?? '';
  return { what: 'service principal', name: name === '' || name === id ? id : `${id} (${name})` };
}

/** An error as the cause of a failure. */
export function causeOfError(error: unknown): Cause {
  // The message of an error of our own already holds the service's words.
  return error instanceof ConnectorError
    ? { cause: error.code, detail: error.message }
    : { cause: 'unexpected', detail: String(error) };
}

/** A row that is left as it is; health fails for this cause, and names the row. */
export function damagedRow({
  rowKey,
  problem,
}: Pick<DamagedRow, 'rowKey' | 'problem'>): [Required<About>, Cause] {
  return [
    { what: 'row', name: rowKey },
    { cause: 'damagedRow', detail: problem },
  ];
}
