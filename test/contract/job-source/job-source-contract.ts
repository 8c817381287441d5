import { beforeEach, describe, expect, it } from 'vitest';
import { payload } from '../../../infra/local/graph/payloads.ts';
import type { PrincipalAnswer } from '../../../src/core/observe.ts';
import type { JobSource } from '../../../src/poll/ports.ts';

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

/** What every source does, be it a map or Graph. */
export function describeJobSource(name: string, create: () => TenantWithSource): void {
  describe(`a job source: ${name}`, () => {
    let tenant: TenantWithSource;
    beforeEach(() => {
      tenant = create();
      tenant.addPrincipal(salesforce, 'Salesforce', [quarantined, active]);
      tenant.addPrincipal(workday, 'Workday', [active]);
      tenant.addPrincipal(empty, 'No jobs', []);
    });

    const read = async (ids: readonly string[], signal = never) => {
      const answers: PrincipalAnswer[] = [];
      for await (const answer of tenant.source.jobs(ids, signal)) answers.push(answer);
      return answers;
    };

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

    it('says of a principal that is not there that it is gone', async () => {
      tenant.removePrincipal(workday);
      expect(await read([salesforce, workday, absent])).toMatchObject([
        { kind: 'jobs' },
        { servicePrincipalId: workday, kind: 'gone' },
        { servicePrincipalId: absent, kind: 'gone' },
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
      const found = await tenant.source.principals(never);
      expect([...found.keys()].sort()).toEqual([salesforce, workday, empty].sort());
      expect(found.get(workday)).toEqual({ appId: expect.any(String), displayName: 'Workday' });
    });

    it('does not give half a list of principals', async () => {
      tenant.forbidDiscovery();
      await expect(tenant.source.principals(never)).rejects.toMatchObject({
        name: 'SourceError',
        code: 'http403',
      });
    });

    it('knows whether it speaks for the tenant', async () => {
      await tenant.source.authenticate(never);
      tenant.changeTenant();
      await expect(tenant.source.authenticate(never)).rejects.toMatchObject({
        name: 'SourceError',
        code: 'WrongTenant',
      });
    });

    it('ends early, and without an error, when the signal aborts', async () => {
      const stop = new AbortController();
      const answers: PrincipalAnswer[] = [];
      for await (const answer of tenant.source.jobs([salesforce, workday, empty], stop.signal)) {
        answers.push(answer);
        stop.abort();
      }
      expect(answers).toMatchObject([{ servicePrincipalId: salesforce }]);
      expect(await read([salesforce], AbortSignal.abort())).toEqual([]);
    });

    it('does not discover after the signal has aborted', async () => {
      await expect(tenant.source.principals(AbortSignal.abort())).rejects.toMatchObject({ code: 'Aborted' });
    });

    it('counts what it asks', async () => {
      const before = tenant.source.requests;
      await tenant.source.principals(never);
      await read([salesforce, workday]);
      expect(tenant.source.requests).toBeGreaterThan(before + 1);
    });
  });
}
