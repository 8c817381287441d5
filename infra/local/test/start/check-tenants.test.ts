import { describe, expect, it } from 'vitest';
import { lift, quarantine } from '../../graph/job.ts';
import { payload } from '../../graph/payloads.ts';
import { createTenant } from '../../graph/tenant.ts';
import { checkTenants } from '../../start/check-tenants.ts';
import { rulesOf } from '../../start/rules.ts';
import type { ReceivedMessage } from '../../subscriber/received-message.ts';

const app = '5e7a11ce-0000-4000-8000-0000000000aa';
const now = new Date();
const healthy = lift(payload('cloud-sync-active'), now);
const seriesBegan = new Date(now.getTime() - 60_000);
const ill = quarantine(healthy, { reason: 'Unknown', at: seriesBegan });

/** A tenant with one application, the same in each but for what is wrong. */
function tenantOf(tenantId: string, name: string, isIll: boolean) {
  const tenant = createTenant();
  tenant.addPrincipal({ id: app, appId: 'a', displayName: 'Box' });
  tenant.setJob(app, isIll ? ill : healthy);
  return { tenantId, name, tenant };
}

const began = (tenantId: string): ReceivedMessage => ({
  at: now.toISOString(),
  subscription: 'workflows',
  messageId: `${tenantId}/1`,
  sessionId: tenantId,
  subject: 'entra.provisioning.quarantine.began',
  correlationId: undefined,
  contentType: undefined,
  applicationProperties: {
    tenantId,
    servicePrincipalId: app,
    jobId: healthy.id,
    cloudEvents_subject: 'Box',
    cloudEvents_sequence: '1',
  },
  body: {
    data: { episode: seriesBegan.toISOString(), quarantine: { seriesBegan: seriesBegan.toISOString() } },
  },
  deliveryCount: 0,
});

const rules = rulesOf({});
const tenants = [tenantOf('a', 'Contoso', true), tenantOf('b', 'Fabrikam', false)];
const check = (messages: readonly ReceivedMessage[], sends = {}) =>
  checkTenants(messages, { tenants, rules, sends });

describe('The events of several tenants', () => {
  it('are right where each is of the tenant to which it happened', () => {
    expect(check([began('a')])).toEqual([]);
  });

  it('are wrong where the event of one stands for the same job of another', () => {
    expect(check([began('b')])).toEqual([
      'Contoso / Box: no event says that its quarantine began',
      'Fabrikam / Box: no event says that its quarantine was cleared',
    ]);
  });

  it('are wrong where one is of no tenant that there is', () => {
    expect(check([began('a'), began('c')])).toEqual(["an event of 'c', which is none of the tenants"]);
  });

  it('are missed in the tenant where they have to be sent', () => {
    const sends = { othersSend: { Fabrikam: { Box: ['quarantine began'] } } };
    expect(check([began('a')], sends)).toEqual(["Fabrikam / Box: never 'quarantine began'"]);
    expect(check([began('a')], { sends: { Box: ['quarantine began'] } })).toEqual([]);
  });
});
