import { SourceError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Cause, PrincipalAnswer } from '../../src/core/observe.ts';
import type { Application } from '../../src/core/state.ts';
import type { Clock, JobSource } from '../../src/poll/ports.ts';

/** A service principal of a tenant in memory. */
export interface MemoryPrincipal {
  readonly application: Application;
  /** In the order in which they are answered. */
  readonly jobs: Map<string, JsonObject>;
  /** Answered in place of the jobs. */
  unreadable?: Cause | undefined;
  /** The list ends too early, for this reason. */
  cut?: Cause | undefined;
}

/** A source whose tenant is a map. A principal that is not in it is gone. */
export class MemoryJobSource implements JobSource {
  /** By id in lower case. */
  readonly tenant = new Map<string, MemoryPrincipal>();
  /** Principals asked for, in the order asked. */
  readonly asked: string[] = [];
  requests = 0;
  throttled = 0;
  /** Thrown by `authenticate`. */
  refusal: SourceError | undefined;
  /** Thrown by `principals`. */
  undiscoverable: SourceError | undefined;
  /** Called before each principal is answered: the world may change just then. */
  beforeAnswer: (servicePrincipalId: string) => void | Promise<void> = () => undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a principal, or gives it other jobs; its faults stay. */
  set(servicePrincipalId: string, jobs: readonly JsonObject[], displayName = servicePrincipalId): void {
    const known = this.tenant.get(servicePrincipalId);
    this.tenant.set(servicePrincipalId, {
      ...known,
      application: { appId: `app-of-${servicePrincipalId}`, displayName },
      jobs: new Map(jobs.map((job) => [String(job.id), job])),
    });
  }

  /** Makes a principal answer with a failure, until `heal`. */
  fail(servicePrincipalId: string, cause: string, detail = cause): void {
    this.#of(servicePrincipalId).unreadable = { cause, detail };
  }

  /** Makes a principal's list end after the jobs it has, until `heal`. */
  cut(servicePrincipalId: string, cause: string, detail = cause): void {
    this.#of(servicePrincipalId).cut = { cause, detail };
  }

  heal(servicePrincipalId: string): void {
    const principal = this.#of(servicePrincipalId);
    principal.unreadable = undefined;
    principal.cut = undefined;
  }

  remove(servicePrincipalId: string): void {
    this.tenant.delete(servicePrincipalId);
  }

  async authenticate(): Promise<void> {
    if (this.refusal) throw this.refusal;
  }

  async principals(signal: AbortSignal): Promise<ReadonlyMap<string, Application>> {
    if (signal.aborted) throw new SourceError('Aborted', 'aborted');
    this.requests++;
    if (this.undiscoverable) throw this.undiscoverable;
    return new Map([...this.tenant].map(([id, { application }]) => [id, application]));
  }

  async *jobs(servicePrincipalIds: readonly string[], signal: AbortSignal): AsyncIterable<PrincipalAnswer> {
    for (const id of servicePrincipalIds) {
      await this.beforeAnswer(id);
      if (signal.aborted) return;
      this.asked.push(id);
      this.requests++;
      yield this.#answer(id);
    }
  }

  #answer(servicePrincipalId: string): PrincipalAnswer {
    const at = this.#clock.now();
    const principal = this.tenant.get(servicePrincipalId);
    if (!principal) return { servicePrincipalId, at, kind: 'gone' };
    if (principal.unreadable) return { servicePrincipalId, at, kind: 'unreadable', ...principal.unreadable };
    // A copy: what was answered does not change with the tenant.
    const jobs = structuredClone([...principal.jobs.values()]);
    return { servicePrincipalId, at, kind: 'jobs', jobs, cut: principal.cut };
  }

  #of(servicePrincipalId: string): MemoryPrincipal {
    const principal = this.tenant.get(servicePrincipalId);
    if (!principal) throw new Error(`the test's tenant has no service principal ${servicePrincipalId}`);
    return principal;
  }
}
