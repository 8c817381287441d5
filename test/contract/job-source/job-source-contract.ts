import { beforeEach, describe, expect, it } from 'vitest';
import { payload } from '../../../infra/local/graph/payloads.ts';
import { SourceError } from '../../../src/core/errors.ts';
import type { Answer, Question } from '../../../src/core/observe.ts';
import type { JobSource, OpenJobSource } from '../../../src/poll/ports.ts';

/** A tenant that can be changed, and a source that reads it. */
export interface TenantWithSource {
  readonly source: JobSource;
  addPrincipal(id: string, displayName: string, jobs: readonly ReturnType<typeof payload>[]): void;
  removePrincipal(id: string): void;
  /** From now on its jobs may not be read. */
  forbid(id: string): void;
  /** From now on its list breaks off after the jobs it has now. */
  breakOff(id: string): void;
  /** From now on tokens are another tenant's. */
  changeTenant(): void;
  /** From now on the list of principals may not be read. */
  forbidDiscovery(): void;
}

const salesforce = '5a1e5f0c-0000-4000-8000-000000000001';
const workday = '3013da40-0000-4000-8000-000000000002';
const empty = 'e3910000-0000-4000-8000-000000000003';
const absent = 'abce0700-0000-4000-8000-000000000004';
const never = new AbortController().signal;

const quarantined = payload('aws-quarantine', { id: 'job-1' });
const active = payload('cloud-sync-active', { id: 'job-2' });

/** What every source does, a map as well as Graph. */
export function describeJobSource(name: string, create: () => TenantWithSource): void {
  describe(`a job source: ${name}`, () => {
    let tenant: TenantWithSource;
    let reading: OpenJobSource;
    beforeEach(() => {
      tenant = create();
      reading = openNow(tenant.source);
      tenant.addPrincipal(salesforce, 'Salesforce', [quarantined, active]);
      tenant.addPrincipal(workday, 'Workday', [active]);
      tenant.addPrincipal(empty, 'No jobs', []);
    });

    const ask = async (questions: readonly Question[], signal = never) => {
      const answers: Answer[] = [];
      for await (const answer of reading.ask(questions, signal)) answers.push(answer);
      return answers;
    };
    const read = (ids: readonly string[], signal = never) => ask(ids.map(listOf), signal);

    it('gives jobs member for member, in the order asked, with the time of the answer', async () => {
      const before = new Date().toISOString();
      const answers = await read([workday, empty, salesforce]);
      expect(answers).toMatchObject([
        { servicePrincipalId: workday, kind: 'jobs', cut: undefined },
        { servicePrincipalId: empty, kind: 'jobs', jobs: [], cut: undefined },
        { servicePrincipalId: salesforce, kind: 'jobs', cut: undefined },
      ]);
      expect(answers[2]).toHaveProperty('jobs', [quarantined, active]);
      for (const { at } of answers) {
        expect(at >= before).toBe(true);
        expect(at <= new Date().toISOString()).toBe(true);
      }
    });

    it('gives the same for one as for many', async () => {
      expect(await read([salesforce])).toMatchObject([{ kind: 'jobs', jobs: [quarantined, active] }]);
    });

    it('says of a principal that is not there that it is not found, and so is each job of it', async () => {
      tenant.removePrincipal(workday);
      const job = { servicePrincipalId: workday, jobId: 'job-2' };
      expect(await ask([listOf(salesforce), listOf(workday), listOf(absent), job])).toMatchObject([
        { kind: 'jobs' },
        { servicePrincipalId: workday, kind: 'notFound' },
        { servicePrincipalId: absent, kind: 'notFound' },
        { ...job, kind: 'notFound' },
      ]);
    });

    it('gives one job by its id as it gives it in the list, beside lists', async () => {
      const one = { servicePrincipalId: salesforce, jobId: 'job-1' };
      const none = { servicePrincipalId: salesforce, jobId: 'job-3' };
      const answers = await ask([one, listOf(workday), none]);
      expect(answers).toMatchObject([
        { ...one, kind: 'job' },
        { servicePrincipalId: workday, jobId: undefined, kind: 'jobs' },
        { ...none, kind: 'notFound' },
      ]);
      expect(answers[0]).toHaveProperty('job', quarantined);
    });

    it('says of a job by its id why it cannot be read', async () => {
      tenant.forbid(workday);
      expect(await ask([{ servicePrincipalId: workday, jobId: 'job-2' }])).toMatchObject([
        { jobId: 'job-2', kind: 'unreadable', cause: 'http403', detail: expect.any(String) },
      ]);
    });

    it('says of one that cannot be read why, and reads the others', async () => {
      tenant.forbid(workday);
      expect(await read([workday, salesforce])).toMatchObject([
        { kind: 'unreadable', cause: 'http403', detail: expect.any(String) },
        { kind: 'jobs' },
      ]);
    });

    it('says of a list that broke off why, and keeps what was read', async () => {
      tenant.breakOff(salesforce);
      expect(await read([salesforce])).toMatchObject([
        { kind: 'jobs', jobs: [quarantined, active], cut: { cause: 'http503', detail: expect.any(String) } },
      ]);
    });

    it('finds every principal and its names', async () => {
      const found = await reading.principals(never);
      expect([...found.keys()].sort()).toEqual([salesforce, workday, empty].sort());
      expect(found.get(workday)).toEqual({ appId: expect.any(String), displayName: 'Workday' });
    });

    it('does not give half a list of principals', async () => {
      tenant.forbidDiscovery();
      await expect(reading.principals(never)).rejects.toMatchObject({
        name: 'SourceError',
        code: 'http403',
      });
    });

    it('knows whether it speaks for the tenant', async () => {
      await reading.authenticate(never);
      tenant.changeTenant();
      const refusal = await reading.authenticate(never).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(SourceError);
      expect(refusal).toMatchObject({ code: 'WrongTenant' });
    });

    it('ends early, and without an error, when the signal aborts', async () => {
      const stop = new AbortController();
      const answers: Answer[] = [];
      const questions = [salesforce, workday, empty].map(listOf);
      for await (const answer of reading.ask(questions, stop.signal)) {
        answers.push(answer);
        stop.abort();
      }
      expect(answers).toMatchObject([{ servicePrincipalId: salesforce }]);
      expect(await read([salesforce], AbortSignal.abort())).toEqual([]);
    });

    it('does not discover after the signal has aborted', async () => {
      await expect(reading.principals(AbortSignal.abort())).rejects.toMatchObject({ code: 'Aborted' });
    });

    it('counts what each reading asks', async () => {
      expect(reading.requests).toBe(0);
      await reading.principals(never);
      await read([salesforce, workday]);
      expect(reading.requests).toBeGreaterThan(1);
      expect(openNow(tenant.source).requests).toBe(0);
    });

    it("takes the time of an answer from the run's clock", async () => {
      const now = '2001-01-01T00:00:00.000Z';
      reading = tenant.source.open({ clock: { now: () => now }, log: silentLog });
      expect(await read([workday, absent])).toMatchObject([{ at: now }, { at: now }]);
    });
  });
}

const silentLog = { info: () => undefined, error: () => undefined };

/** A reading by the machine's clock. */
export function openNow(source: JobSource): OpenJobSource {
  return source.open({ clock: { now: () => new Date().toISOString() }, log: silentLog });
}

/** The question for all jobs of a principal. */
export function listOf(servicePrincipalId: string): Question {
  return { servicePrincipalId, jobId: undefined };
}
