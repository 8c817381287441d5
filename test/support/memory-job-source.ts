import type { Application } from '../../src/core/application.ts';
import { SourceError } from '../../src/core/errors.ts';
import { jobName } from '../../src/core/job-key.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Answer, Cause, Question } from '../../src/core/observe.ts';
import type { Clock, JobSource, OpenJobSource } from '../../src/poll/ports.ts';

/** A service principal of a tenant in memory. */
export interface MemoryPrincipal {
  readonly application: Application;
  /** In the order in which they are answered. */
  readonly jobs: Map<string, JsonObject>;
  /** Answered in place of the jobs, all of them or one. */
  unreadable?: Cause | undefined;
  /** Answered in place of single jobs, by id. The list has them all the same. */
  readonly unreadableJobs: Map<string, Cause>;
  /** The list ends too early, for this reason. */
  cut?: Cause | undefined;
  /** The list is not found, though the jobs may be. */
  listNotFound?: boolean;
  /** The list of service principals lacks it, though it is there. */
  isUnlisted?: boolean;
}

/** A source whose tenant is a map. A principal that is not in it is not found, nor is any job of it. */
export class MemoryJobSource implements JobSource {
  /** By id in lower case. */
  readonly tenant = new Map<string, MemoryPrincipal>();
  /** Principals whose list was asked for, in the order asked. */
  readonly asked: string[] = [];
  /** Jobs that were asked for by id, as `principal/job`, in the order asked. */
  readonly askedJobs: string[] = [];
  /** Over all readings; each reading counts from its own beginning. */
  requests = 0;
  /** Like `requests`. */
  throttled = 0;
  /** Thrown by `authenticate`. */
  refusal: SourceError | undefined;
  /** Thrown by `principals`. */
  undiscoverable: SourceError | undefined;
  /** Called before each question is answered: the world may change just then. */
  beforeAnswer: (servicePrincipalId: string) => void | Promise<void> = () => undefined;

  /** Adds a principal, or gives it other jobs; its faults stay. */
  set(servicePrincipalId: string, jobs: readonly JsonObject[], displayName = servicePrincipalId): void {
    const known = this.tenant.get(servicePrincipalId);
    this.tenant.set(servicePrincipalId, {
      unreadableJobs: new Map(),
      ...known,
      application: { appId: `app-of-${servicePrincipalId}`, displayName },
      jobs: new Map(jobs.map((job) => [String(job.id), job])),
    });
  }

  /** Makes a principal answer with a failure, its list and each job, until `heal`. */
  fail(servicePrincipalId: string, cause: string, detail = cause): void {
    this.#of(servicePrincipalId).unreadable = { cause, detail };
  }

  /** Makes the question for one job by its id fail, until `heal`. It may be a job that is not there. */
  failJob(servicePrincipalId: string, jobId: string, cause: string, detail = cause): void {
    this.#of(servicePrincipalId).unreadableJobs.set(jobId, { cause, detail });
  }

  /** Makes a principal's list end after the jobs it has, until `heal`. */
  cut(servicePrincipalId: string, cause: string, detail = cause): void {
    this.#of(servicePrincipalId).cut = { cause, detail };
  }

  /** Makes a principal's list answer Graph's own 404, until `heal`; its jobs are found by their ids. */
  notFound(servicePrincipalId: string): void {
    this.#of(servicePrincipalId).listNotFound = true;
  }

  /** Makes the list of service principals lack one that is there, until `heal`. */
  unlist(servicePrincipalId: string): void {
    this.#of(servicePrincipalId).isUnlisted = true;
  }

  /** Takes every fault of a principal back. */
  heal(servicePrincipalId: string): void {
    const principal = this.#of(servicePrincipalId);
    principal.unreadable = undefined;
    principal.cut = undefined;
    principal.listNotFound = false;
    principal.isUnlisted = false;
    principal.unreadableJobs.clear();
  }

  remove(servicePrincipalId: string): void {
    this.tenant.delete(servicePrincipalId);
  }

  open({ clock }: { readonly clock: Pick<Clock, 'now'> }): OpenJobSource {
    const source = this;
    const before = { requests: source.requests, throttled: source.throttled };
    return {
      get requests() {
        return source.requests - before.requests;
      },
      get throttled() {
        return source.throttled - before.throttled;
      },
      async authenticate() {
        if (source.refusal) throw source.refusal;
      },
      async principals(signal) {
        if (signal.aborted) throw new SourceError('Aborted', 'aborted');
        source.requests++;
        if (source.undiscoverable) throw source.undiscoverable;
        const listed = [...source.tenant].filter(([, { isUnlisted }]) => !isUnlisted);
        return new Map(listed.map(([id, { application }]) => [id, application]));
      },
      async *ask(questions, signal) {
        for (const question of questions) {
          await source.beforeAnswer(question.servicePrincipalId);
          if (signal.aborted) return;
          source.requests++;
          yield source.#answer(question, clock);
        }
      },
    };
  }

  #answer({ servicePrincipalId, jobId }: Question, clock: Pick<Clock, 'now'>): Answer {
    const principal = this.tenant.get(servicePrincipalId);
    const answered = { servicePrincipalId, jobId, at: clock.now() };
    if (jobId === undefined) {
      this.asked.push(servicePrincipalId);
      return { ...answered, ...listOf(principal) };
    }
    this.askedJobs.push(jobName({ servicePrincipalId, jobId }));
    return { ...answered, ...jobOf(principal, jobId) };
  }

  #of(servicePrincipalId: string): MemoryPrincipal {
    const principal = this.tenant.get(servicePrincipalId);
    if (!principal) throw new Error(`the test's tenant has no service principal ${servicePrincipalId}`);
    return principal;
  }
}

type Unreadable = { readonly kind: 'unreadable' } & Cause;
type NotFound = { readonly kind: 'notFound' };
type List = {
  readonly kind: 'jobs';
  readonly jobs: readonly unknown[];
  readonly cut: Cause | undefined;
};

function listOf(principal: MemoryPrincipal | undefined): List | NotFound | Unreadable {
  if (principal?.unreadable) return { kind: 'unreadable', ...principal.unreadable };
  if (!principal || principal.listNotFound) return { kind: 'notFound' };
  // A copy: what was answered does not change with the tenant.
  return { kind: 'jobs', jobs: structuredClone([...principal.jobs.values()]), cut: principal.cut };
}

function jobOf(
  principal: MemoryPrincipal | undefined,
  jobId: string,
): { readonly kind: 'job'; readonly job: unknown } | NotFound | Unreadable {
  const unreadable = principal?.unreadable ?? principal?.unreadableJobs.get(jobId);
  if (unreadable) return { kind: 'unreadable', ...unreadable };
  const job = principal?.jobs.get(jobId);
  return job ? { kind: 'job', job: structuredClone(job) } : { kind: 'notFound' };
}
