import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Identity, type IdentityOptions, startIdentity } from '../../identity/start-identity.ts';
import { ask, claimsIn, graph, storage, tenantId } from './ask.ts';

const started: Identity[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const identity of started.splice(0)) await identity.close();
});

async function start(options: Partial<IdentityOptions> = {}): Promise<Identity> {
  const identity = await startIdentity({ tenantId, ...options });
  started.push(identity);
  return identity;
}

const rolesIn = async (response: Response) => (await claimsIn(response)).roles;

describe('Roles', () => {
  it('that are set later are in the next token', async () => {
    const identity = await start();
    expect(await rolesIn(await ask(identity, { resource: graph }))).toBeUndefined();
    identity.setRoles(['Application.Read.All']);
    expect(await rolesIn(await ask(identity, { resource: graph }))).toEqual(['Application.Read.All']);
  });

  it('can depend on who asks, and are looked up when the token is issued', async () => {
    const granted = new Map<string, string[]>();
    const identity = await start({
      roles: (principalId) => granted.get(principalId) ?? [],
      userAssigned: [{ principalId: 'one' }, {}],
    });
    granted.set('one', ['Synchronization.Read.All']);
    const rolesOf = async (index: number) =>
      rolesIn(await ask(identity, { resource: graph, client_id: identity.userAssigned[index]?.clientId }));
    expect(await rolesOf(0)).toEqual(['Synchronization.Read.All']);
    expect(await rolesOf(1)).toBeUndefined();
  });
});

describe('A token', () => {
  it('lives as long as asked for, a day otherwise', async () => {
    for (const [options, seconds] of [
      [{ lifetimeSeconds: 60 }, 60],
      [{}, 24 * 60 * 60],
    ] as const) {
      const claims = await claimsIn(await ask(await start(options), { resource: storage }));
      expect(Number(claims.exp) - Number(claims.nbf)).toBe(seconds);
    }
  });

  it('is another one each time where the platform keeps none', async () => {
    const identity = await start();
    for (let each = 0; each < 2; each += 1) await ask(identity, { resource: storage });
    expect(identity.tokensIssued).toBe(2);
  });
});

describe('A platform that keeps tokens', () => {
  it('gives the same one again, so that a new role is not seen until it is close to its end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const identity = await start({ cached: true });
    const text = async () => (await ask(identity, { resource: graph })).text();
    const first = await text();
    identity.setRoles(['Application.Read.All']);
    vi.setSystemTime(Date.now() + (24 * 60 - 6) * 60 * 1000);
    expect(await text()).toBe(first);
    vi.setSystemTime(Date.now() + 2 * 60 * 1000);
    expect(await rolesIn(await ask(identity, { resource: graph }))).toEqual(['Application.Read.All']);
    expect(identity.tokensIssued).toBe(2);
  });

  it('keeps them for each identity and resource', async () => {
    const identity = await start({ cached: true, userAssigned: [{}] });
    const client_id = identity.userAssigned[0]?.clientId;
    for (let each = 0; each < 2; each += 1) {
      for (const resource of [graph, storage]) {
        await ask(identity, { resource });
        await ask(identity, { resource, client_id });
      }
    }
    expect(identity.tokensIssued).toBe(4);
  });

  it('renews one of a short life at half of it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const identity = await start({ cached: true, lifetimeSeconds: 60 });
    for (const [later, issued] of [
      [0, 1],
      [29_000, 1],
      [2_000, 2],
    ] as const) {
      vi.setSystemTime(Date.now() + later);
      await ask(identity, { resource: storage });
      expect(identity.tokensIssued).toBe(issued);
    }
  });
});

describe('A failure', () => {
  it.each([
    ['unassigned', 400],
    ['throttled', 429],
    ['unavailable', 503],
  ] as const)('%s is a %i until it is healed', async (failure, status) => {
    const identity = await start();
    identity.fail(failure);
    for (let each = 0; each < 2; each += 1) {
      const response = await ask(identity, { resource: storage });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ statusCode: status, message: expect.any(String) });
    }
    identity.heal();
    expect((await ask(identity, { resource: storage })).status).toBe(200);
  });

  it('can be a cut, half of an answer, or a delay', async () => {
    const identity = await start();
    identity.fail('cut');
    await expect(ask(identity, { resource: storage })).rejects.toThrow();
    identity.fail('malformed');
    await expect(ask(identity, { resource: storage }).then((response) => response.json())).rejects.toThrow(
      /JSON/,
    );
    identity.fail({ delayMs: 50 });
    const before = performance.now();
    expect((await ask(identity, { resource: storage })).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(45);
  });

  it('can meet so many requests only', async () => {
    const identity = await start();
    identity.fail('unavailable', 2);
    const statuses: number[] = [];
    for (let each = 0; each < 3; each += 1)
      statuses.push((await ask(identity, { resource: storage })).status);
    expect(statuses).toEqual([503, 503, 200]);
  });
});
