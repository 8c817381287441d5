import { payload } from '../graph/payloads.ts';
import { applications, onTime } from './applications.ts';
import { invalidCredentials } from './quarantine-causes.ts';
import type { Application, Deed, Scenario, Step } from './scenario.ts';

/** 24 beats in which all of `count` applications behind one gateway fail in one moment, and are well again in another. */
export function storm(count: number): Scenario {
  const behindGateway = Array.from({ length: count }, (_, index) => application(index + 1));
  const all = (beat: number, say: string, does: (application: string) => Deed): Step[] =>
    behindGateway.map(({ principal }, index) => ({
      beat,
      does: does(principal.displayName),
      ...(index === 0 && { say }),
    }));
  return {
    applications: [...applications, ...behindGateway],
    steps: [
      ...all(4, `as all ${count} behind it: the gateway's certificate expired, quarantine`, (name) => ({
        verb: 'fail',
        application: name,
        ...invalidCredentials,
      })),
      ...all(10, `as all ${count}: retried in vain`, (name) => ({ verb: 'retry', application: name })),
      ...all(14, `as all ${count}: the certificate is renewed, lifted`, (name) => ({
        verb: 'heal',
        application: name,
      })),
      ...all(24, `as all ${count}: one more quiet cycle, the scenario ends`, (name) => ({
        verb: 'heal',
        application: name,
      })),
    ],
  };
}

function application(number: number): Application {
  const tail = String(number).padStart(12, '0');
  return {
    principal: {
      id: `57022000-0000-4000-8000-${tail}`,
      appId: `57022000-0000-4000-9000-${tail}`,
      displayName: `Behind the gateway ${number}`,
    },
    jobs: [
      onTime(payload('cloud-sync-active', { id: `scim.${tail.padStart(32, '0')}`, templateId: 'scim' })),
    ],
  };
}
