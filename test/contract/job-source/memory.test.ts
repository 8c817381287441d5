import { expect, it } from 'vitest';
import { SourceError } from '../../../src/core/errors.ts';
import { MemoryJobSource } from '../../support/memory-job-source.ts';
import { describeJobSource, listOf, openNow } from './job-source-contract.ts';

describeJobSource('a tenant in memory', () => {
  const source = new MemoryJobSource();
  return {
    source,
    addPrincipal: (id, displayName, jobs) => source.set(id, jobs, displayName),
    removePrincipal: (id) => source.remove(id),
    forbid: (id) => source.fail(id, 'http403'),
    breakOff: (id) => source.cut(id, 'http503'),
    changeTenant() {
      source.refusal = new SourceError('WrongTenant', 'another tenant');
    },
    forbidDiscovery() {
      source.undiscoverable = new SourceError('http403', 'forbidden');
    },
  };
});

it('can lose a list and keep its jobs, and lose one job of a list, until it is healed', async () => {
  const source = new MemoryJobSource();
  source.set('sp', [{ id: 'a' }, { id: 'b' }]);
  source.notFound('sp');
  source.failJob('sp', 'b', 'http503');
  const questions = [listOf('sp'), ...['a', 'b', 'c'].map((jobId) => ({ servicePrincipalId: 'sp', jobId }))];
  const answers = async () => {
    const given: object[] = [];
    for await (const answer of openNow(source).ask(questions, new AbortController().signal))
      given.push(answer);
    return given;
  };
  expect(await answers()).toMatchObject([
    { kind: 'notFound' },
    { kind: 'job', job: { id: 'a' } },
    { kind: 'unreadable', cause: 'http503' },
    { kind: 'notFound' },
  ]);
  source.heal('sp');
  expect(await answers()).toMatchObject([
    { kind: 'jobs' },
    { kind: 'job' },
    { kind: 'job' },
    { kind: 'notFound' },
  ]);
  expect(source.asked).toEqual(['sp', 'sp']);
  expect(source.askedJobs).toEqual(['sp/a', 'sp/b', 'sp/c', 'sp/a', 'sp/b', 'sp/c']);
});
