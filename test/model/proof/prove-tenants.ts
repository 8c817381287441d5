import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beginnings, histories, type Step, steps } from '../history/steps.ts';
import { wantedEvents } from '../history/wanted-events.ts';
import { World } from '../poll/world.ts';
import { perform } from '../tenant/perform.ts';
import { smallTenant } from '../tenant/truth.ts';
import { drain, judge } from '../verdict/verdict.ts';
import { type CheckOptions, check } from './check.ts';
import { add, type Counts } from './counts.ts';

const longest = 40;
const tenantIds = [1, 2, 3].map((n) => `7e57ab1e-0000-4000-8000-00000000000${n}`);

/**
 * Runs random histories of several tenants in one process, a step of each at the same time: what is sent of a tenant is its own, holds before
 * the same judge, and is byte by byte what a process that has no other tenant sends of it.
 */
export async function proveTenants(options: CheckOptions): Promise<Counts> {
  const counts: Counts = {};
  const history = fc.tuple(histories(steps, longest), beginnings);
  const property = fc.asyncProperty(
    fc.tuple(history, history, history),
    wantedEvents,
    async (lives, wanted) => {
      const begin = (n: number) => {
        const world = new World(smallTenant(), wanted, tenantIds[n]);
        for (const act of lives[n]?.[1] ?? []) perform(world.truth, act);
        return world;
      };
      const stepsOf = (n: number): readonly Step[] => [...(lives[n]?.[0] ?? [])];

      // First of all, so that what is remembered of one tenant cannot be what is remembered of all.
      const alone = tenantIds.map((_, n) => begin(n));
      for (const [n, world] of alone.entries()) {
        for (const step of stepsOf(n)) await step.run({ taken: 0 }, world);
        await drain(world);
      }

      const together = tenantIds.map((_, n) => begin(n));
      const most = Math.max(...tenantIds.map((_, n) => stepsOf(n).length));
      for (let at = 0; at < most; at++)
        await Promise.all(together.map((world, n) => stepsOf(n)[at]?.run({ taken: 0 }, world)));
      await Promise.all(together.map(drain));

      for (const [n, world] of together.entries()) {
        assert.deepEqual(sentBy(world), alone.slice(n, n + 1).flatMap(sentBy));
        for (const { tenantId, source } of sentBy(world).map(namesOf))
          assert.deepEqual([tenantId, source], [tenantIds[n], tenantIds[n]]);
        add(counts, { steps: stepsOf(n).length, polls: world.polls.length, events: judge(world).accepted });
      }
      add(counts, { runs: 1 });
    },
  );
  await check('tenants', property, options);
  return counts;
}

/** What the bus was given, repeats included. */
function sentBy({ publisher }: World): string[] {
  return publisher.accepted.map(({ id, sessionId, applicationProperties, body }) =>
    JSON.stringify([id, sessionId, applicationProperties, Buffer.from(body).toString('utf8')]),
  );
}

/** Whose an event says that it is. */
function namesOf(sent: string): { readonly tenantId: unknown; readonly source: unknown } {
  const [, , properties, body] = JSON.parse(sent);
  const { data, source } = JSON.parse(body);
  assert.equal(properties.tenantId, data.tenantId);
  return { tenantId: data.tenantId, source: /^\/tenants\/([^/]+)\//.exec(source)?.[1] };
}
