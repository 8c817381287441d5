import { SourceError } from '../../../src/core/errors.ts';
import { MemoryJobSource } from '../../support/memory-job-source.ts';
import { describeJobSource } from './job-source-contract.ts';

describeJobSource('a tenant in memory', () => {
  const source = new MemoryJobSource({ now: () => new Date().toISOString() });
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
