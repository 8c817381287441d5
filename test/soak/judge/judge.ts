import type { Expected, Outage, Plan } from '../plan/plan.ts';

/** An event as it arrived. */
export interface Arrived {
  readonly id: string;
  /** Undefined for a job that the plan does not know. */
  readonly job: number | undefined;
  /** A condition, or `job`. */
  readonly about: string;
  readonly kind: string;
  /** The reason of a begin, the cause of a clear. */
  readonly because: string | undefined;
  readonly sequence: number;
  /** When, in minutes since the begin. */
  readonly minute: number;
}

interface Stream {
  readonly waiting: Expected[];
  last: Arrived | undefined;
}

/** Holds what arrives against the plan, event by event: nothing lost, nothing invented, nothing twice, in order and in time. */
export class Judge {
  readonly #streams = new Map<string, Stream>();
  readonly #ids = new Set<string>();
  readonly #tablesAway: readonly Outage[];

  constructor({ expected, outages }: Pick<Plan, 'expected' | 'outages'>) {
    for (const each of expected) this.#stream(keyOf(each)).waiting.push(each);
    this.#tablesAway = outages.filter(({ service }) => service === 'tables');
  }

  /** What is wrong with an event that arrived now, in words; empty when nothing is. */
  hear(event: Arrived): string[] {
    const words = wordsOf(event);
    if (this.#ids.has(event.id)) return [`${words}: arrived twice (${event.id})`];
    this.#ids.add(event.id);
    const stream = this.#stream(keyOf(event));
    const wanted = stream.waiting.shift();
    const before = stream.last;
    stream.last = event;
    if (!wanted) return [`${words}: nothing of it happened`];
    return [
      ...(fits(event, wanted) ? [] : [`${words}: ${wordsOf(wanted)} has to come first`]),
      ...(event.minute < wanted.from ? [`${words}: not before minute ${wanted.from}`] : []),
      ...this.#wrongSequence(event, before).map((wrong) => `${words}: ${wrong}`),
    ];
  }

  /** The events that should have arrived by this minute, and did not. */
  missing(minute: number): string[] {
    return [...this.#streams.values()].flatMap(({ waiting: [next] }) =>
      next && next.until < minute
        ? [`${wordsOf(next)}: never came, and should have by minute ${next.until}`]
        : [],
    );
  }

  /** Sequences are gapless; after an hour without tables a new epoch begins, higher. */
  #wrongSequence(event: Arrived, before: Arrived | undefined): string[] {
    if (!before || event.sequence === before.sequence + 1) return [];
    const isEpoch = this.#tablesAway.some(({ until }) => before.minute < until && event.minute >= until);
    if (isEpoch && event.sequence > before.sequence) return [];
    return [`sequence ${event.sequence} follows ${before.sequence}`];
  }

  #stream(key: string): Stream {
    const stream = this.#streams.get(key) ?? { waiting: [], last: undefined };
    this.#streams.set(key, stream);
    return stream;
  }
}

const keyOf = ({ job, about }: Pick<Arrived, 'job' | 'about'>) => `${job} ${about}`;

function fits({ kind, because }: Arrived, wanted: Expected): boolean {
  return kind === wanted.kind && (wanted.because === undefined || because === wanted.because);
}

function wordsOf(event: Arrived | Expected): string {
  const { job, about, kind, because } = event;
  const at = 'minute' in event ? ` at minute ${event.minute.toFixed(1)}` : '';
  return `job ${job}, ${about} ${kind}${because === undefined ? '' : ` (${because})`}${at}`;
}
