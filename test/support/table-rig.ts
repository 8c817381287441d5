import functions from '@azure/functions';
import { addMilliseconds, type Instant } from '../../src/core/instant.ts';
import { tenantFunctions } from '../../src/functions/http.ts';
import { serve } from '../../src/http/errors.ts';
import type { HttpResponse } from '../../src/http/response.ts';
import { poll } from '../../src/poll/poll.ts';
import type { Log, PollReport } from '../../src/poll/ports.ts';
import { storeOn } from '../../src/table/store.ts';
import type { TenantApp } from '../../src/tenant-app.ts';
import { globalRoots } from './global-roots.ts';
import { MemoryJobSource } from './memory-job-source.ts';
import { MemoryPublisher } from './memory-publisher.ts';
import { MemoryTable } from './memory-table.ts';
import { turnedClock } from './turned-clock.ts';
import { publicUrl, usualSettings } from './usual-settings.ts';

export type RouteName =
  | ('jobs' | 'job' | 'transitions' | 'episodes' | 'health' | 'status' | 'poll')
  | ('events' | 'event' | 'resendEvent' | 'eventsAtom' | 'eventTrigger');

/** A request as the platform hands it over, its route found and its path's parameters decoded. */
export interface RoutedRequest {
  readonly route: RouteName;
  readonly method?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** As it stands in the URL, without `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const tenantId = '99999999-9999-4999-8999-999999999999';
/** Never reached: time passes when the test says so. */
const budgetMs = 2_000_000_000;

/** The poll and the HTTP routes over the real rows of a table in memory, with a clock that the test turns. */
export class TableRig {
  now: Instant = '2026-03-10T00:00:00.000Z';
  readonly clock = turnedClock(() => this.now);
  readonly startedAt = this.now;
  readonly source = new MemoryJobSource();
  readonly publisher = new MemoryPublisher();
  readonly table = new MemoryTable(tenantId);
  readonly lines: object[] = [];
  readonly staleAfterMs = 15 * 60_000;
  readonly discoveryIntervalMs = 60 * 60_000;
  readonly publicUrl = publicUrl;
  readonly portalRoot = globalRoots.portalRoot;
  readonly graphRoot = globalRoots.graphRoot;
  readonly misspelledSettings = [];
  readonly tenantId = tenantId;
  readonly tenantName: string | undefined = undefined;
  readonly others = [];
  #store = storeOn(this.table);
  #runs = 0;
  readonly #log: Log = {
    info: (line) => void this.lines.push(line),
    error: (line) => void this.lines.push(line),
  };

  /** The process starts anew: what it remembered is lost. */
  restart(): void {
    this.#store = storeOn(this.table);
  }

  /** One poll; afterwards five minutes have passed. */
  async poll(): Promise<Extract<PollReport, { kind: 'ended' }>> {
    const report = await this.#poll();
    if (report.kind !== 'ended') throw new Error('another run is at work');
    this.now = addMilliseconds(this.now, 5 * 60_000);
    return report;
  }

  /** The tenant as triggers and routes ask it. */
  get app(): TenantApp {
    return { ...this, snapshots: this.#store.snapshots, feed: this.#store.feed, poll: () => this.#poll() };
  }

  /** What a route answers. */
  ask({
    route,
    method = 'GET',
    params = {},
    query = '',
    headers = {},
  }: RoutedRequest): Promise<HttpResponse> {
    const name = route === 'poll' ? 'pollNow' : route;
    const asked = tenantFunctions.find((each) => each.name === name);
    if (!asked) throw new Error(`no function is named ${name}`);
    const path = asked.route.replace(/\{(\w+)\}/g, (_, parameter: string) =>
      encodeURIComponent((params[parameter] ?? '').replace(/\p{Cs}/gu, '\uFFFD')),
    );
    const request = new functions.HttpRequest({
      method,
      url: `http://localhost:7071/api/${path}?${query}`,
      params,
      headers,
    });
    const respond = async () => asked.respond(request, this.app, this.#log);
    return serve(request, this.#log, respond, asked.onError?.(request));
  }

  #poll(): Promise<PollReport> {
    const ports = {
      source: this.source,
      store: this.#store.poll,
      publisher: this.publisher,
      clock: this.clock,
      log: this.#log,
    };
    return poll(ports, usualSettings(tenantId), { run: `run-${this.#runs++}`, budgetMs });
  }
}
