import { expect, it } from 'vitest';
import type { Deed } from '../../scenario/scenario.ts';
import { paced } from '../../start/paced.ts';
import { createRounds } from '../../start/rounds.ts';

const tenants = [
  { name: 'Contoso', tenantId: 'a' },
  { name: 'Fabrikam', tenantId: 'b' },
];
const heal = (tenant?: string): Deed => ({ verb: 'heal', application: 'Box', ...(tenant && { tenant }) });

function rig() {
  const done: string[] = [];
  const rounds = createRounds();
  const stopped = new AbortController();
  const stage = {
    perform: async (deed: Deed) => void done.push('tenant' in deed ? String(deed.tenant) : deed.verb),
    calm: async () => {},
  };
  return { done, rounds, stopped, stage: paced(stage, tenants, rounds, stopped.signal) };
}

it('What is done in a tenant waits for three polls of it since what was done there before, and for no other', async () => {
  const { done, rounds, stage } = rig();
  await stage.perform(heal('Fabrikam'));
  const second = stage.perform(heal('Fabrikam'));
  await stage.perform(heal());
  await stage.perform({ verb: 'down', service: 'bus' });
  for (const tenantId of ['a', 'a', 'a', 'b', 'b']) rounds.ended(tenantId);
  await stage.perform(heal());
  expect(done).toEqual(['Fabrikam', 'heal', 'down', 'heal']);
  rounds.ended('b');
  await second;
  expect(done).toEqual(['Fabrikam', 'heal', 'down', 'heal', 'Fabrikam']);
});

it('What keeps a tenant from being read is not waited for, and what ends that does not wait, but is waited for', async () => {
  const { done, rounds, stage } = rig();
  const tenant = 'Fabrikam';
  await stage.perform({ verb: 'limit', tenant });
  await stage.perform(heal(tenant));
  await stage.perform({ verb: 'unlimit', tenant });
  expect(done).toHaveLength(3);
  for (const tenantId of ['b', 'b']) rounds.ended(tenantId);
  const next = stage.perform({ verb: 'withdraw', tenant });
  await stage.perform({ verb: 'hasten', tenant });
  expect(done).toHaveLength(4);
  rounds.ended('b');
  await next;
  expect(done).toHaveLength(5);
});

it('It waits no longer once everything is to stop', async () => {
  const { done, stopped, stage } = rig();
  await stage.perform(heal());
  const second = stage.perform(heal());
  stopped.abort();
  await second;
  await stage.perform(heal());
  expect(done).toEqual(['heal', 'heal', 'heal']);
});
