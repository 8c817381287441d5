import { addMilliseconds, type Instant } from '../../src/core/instant.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Watch } from '../../src/core/watch.ts';
import { poll } from '../../src/poll/poll.ts';
import type { PollReport } from '../../src/poll/ports.ts';
import type { PollSettings } from '../../src/poll/run-context.ts';
import { MemoryJobSource } from './memory-job-source.ts';
import { MemoryPublisher } from './memory-publisher.ts';
import { MemoryStateStore } from './memory-state-store.ts';
import { turnedClock } from './turned-clock.ts';
import { usualLimits } from './usual-limits.ts';
import { noneWanted } from './wanted-events.ts';

export type Ended = Extract<PollReport, { kind: 'ended' }>;

/** An event on the bus, in short. */
export interface SentEvent {
  readonly id: string;
  /** What it is about: a condition, or `job`. */
  readonly condition: string;
  readonly kind: string;
  readonly source: string;
  readonly sequence: number;
  readonly data: JsonObject;
}

/** The poll on ports in memory, with a clock that the test turns: a poll every five minutes unless it says otherwise. */
export class TenantRig {
  now: Instant = '2026-03-10T00:00:00.000Z';
  readonly clock = turnedClock(() => this.now);
  readonly source = new MemoryJobSource();
  store = new MemoryStateStore();
  readonly publisher = new MemoryPublisher();
  readonly lines: Record<string, unknown>[] = [];
  readonly settings: PollSettings;
  #runs = 0;

  constructor(watch: Watch = { kind: 'tenant' }) {
    this.settings = {
      watch,
      discoveryIntervalMs: 60 * 60_000,
      confirmAfterMs: 2 * 60_000,
      staleAfterMs: 15 * 60_000,
      retentionMs: 180 * 24 * 60 * 60_000,
      limits: usualLimits,
      wanted: noneWanted,
      eventOptions: {
        tenantId: '99999999-9999-4999-8999-999999999999',
        portalRoot: 'https://entra.microsoft.com',
        publicUrl: undefined,
        includeErrorMessage: true,
      },
    };
  }

  /** Everything that was stored is lost, as by a deleted table. */
  loseTable(): void {
    this.store = new MemoryStateStore();
  }

  pass(minutes: number): void {
    this.now = addMilliseconds(this.now, minutes * 60_000);
  }

  /** One poll; afterwards five minutes have passed. */
  async poll(settings: Partial<PollSettings> = {}): Promise<Ended> {
    const report = await this.run(settings);
    if (report.kind !== 'ended') throw new Error('another run is at work');
    this.pass(5);
    return report;
  }

  /** One poll as it is, without the passing of time. After a run that did not end it begins in the middle of the principals. */
  run(settings: Partial<PollSettings> = {}, budgetMs = 60_000, random = () => 0.5): Promise<PollReport> {
    const keep = (line: object) => this.lines.push({ ...line });
    const ports = {
      source: this.source,
      store: this.store,
      publisher: this.publisher,
      clock: this.clock,
      log: { info: keep, error: keep },
    };
    return poll(ports, { ...this.settings, ...settings }, { run: `run-${this.#runs++}`, budgetMs, random });
  }

  /** What the bus accepted, in its order. */
  get sent(): SentEvent[] {
    return this.publisher.accepted.map((event) => {
      const { id, type, source, sequence, data } = JSON.parse(new TextDecoder().decode(event.body));
      const [condition, kind] = type.split('.').slice(-2);
      return { id, condition, kind, source, sequence: Number(sequence), data };
    });
  }

  get kinds(): string[] {
    return this.sent.map(({ kind }) => kind);
  }
}
