import type { AccessToken, TokenCredential } from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/core/errors.ts';
import { tenantCredential } from '../../../src/graph/tenant-credential.ts';
import {
  answerOf,
  answersOf,
  refusal as graphRefusal,
  idsOf,
  jobsFor,
  never,
  rig,
  tenantId,
  tokenOf,
} from './fake-graph.ts';

const other = '0badcafe-0000-4000-8000-000000000002';
const [id = ''] = idsOf(1);

function giving(token: string | null): TokenCredential {
  return {
    getToken: async () => (token === null ? null : { token, expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
}

const failing: TokenCredential = {
  getToken: async () => {
    throw new Error('ManagedIdentityCredential: no identity at 10:42\nCorrelation 123');
  },
};

async function refusal(credential: TokenCredential): Promise<SourceError> {
  const { reading } = rig(jobsFor, { credential });
  const error = await reading.authenticate(never).catch((thrown: unknown) => thrown);
  if (!(error instanceof SourceError)) throw new Error('authenticate did not refuse');
  return error;
}

describe('authenticate', () => {
  it('passes with a token of the tenant, and sends Graph nothing', async () => {
    const { reading, graph } = rig(jobsFor, { tenantId: tenantId.toUpperCase() });
    await reading.authenticate(never);
    expect(graph.sent).toEqual([]);
  });

  it('refuses the token of another tenant and names both and the settings', async () => {
    const { code, message } = await refusal(giving(tokenOf(other)));
    expect(code).toBe('WrongTenant');
    for (const part of [other, tenantId, 'TENANT_ID', 'Graph__clientId']) expect(message).toContain(part);
  });

  it.each(['opaque', 'a.b.c', `e30.${Buffer.from('[]').toString('base64url')}.`])(
    'refuses a token that names no tenant: %s',
    async (token) => {
      expect((await refusal(giving(token))).code).toBe('WrongTenant');
    },
  );

  it.each([failing, giving(null)])('says what to check when there is no token', async (credential) => {
    const { code, message } = await refusal(credential);
    expect(code).toBe('TokenUnavailable');
    expect(message).toMatch(/identity is assigned.*Graph__clientId/);
    expect(message).not.toContain('\n');
  });

  it('asks for a token of the cloud it reads', async () => {
    const scopes: unknown[] = [];
    const credential: TokenCredential = {
      getToken: async (scope) => {
        scopes.push(scope);
        return { token: tokenOf(tenantId), expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
    const { reading } = rig(jobsFor, { audience: 'https://graph.microsoft.us', credential });
    await reading.authenticate(never);
    await answerOf(reading, id);
    expect(scopes).toEqual(['https://graph.microsoft.us/.default', ['https://graph.microsoft.us/.default']]);
  });

  it('ends with the deadline when the identity does not answer', async () => {
    const { reading } = rig(jobsFor, { credential: { getToken: () => new Promise(() => undefined) } });
    await expect(reading.authenticate(AbortSignal.timeout(1))).rejects.toMatchObject({
      name: 'SourceError',
      code: 'DeadlineReached',
    });
  });
});

describe('a token that turns out wrong later', () => {
  it.each([
    ['WrongTenant', giving(tokenOf(other))],
    ['TokenUnavailable', failing],
  ])('is never sent: the answer is unreadable (%s)', async (cause, credential) => {
    const { reading, graph } = rig(jobsFor, { credential });
    const answer = await answerOf(reading, id);
    expect(answer).toMatchObject({ kind: 'unreadable', cause });
    expect(JSON.stringify(answer)).not.toContain('10:42');
    expect(graph.sent).toEqual([]);
  });

  it('fails discovery with the same code', async () => {
    const { reading } = rig(jobsFor, { credential: giving(tokenOf(other)) });
    await expect(reading.principals(never)).rejects.toMatchObject({ code: 'WrongTenant' });
  });
});

it('does not tie the token, which is shared, to the request that happened to ask for it', async () => {
  let options: object | undefined;
  const inner: TokenCredential = {
    getToken: async (_, given): Promise<AccessToken> => {
      options = given;
      return { token: tokenOf(tenantId), expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  await tenantCredential(inner, { tenantId }).getToken('scope', { abortSignal: never, enableCae: true });
  expect(options).toEqual({ enableCae: true });
});

it('asks for a new token where Graph wants one inside a batch, as it does outside', async () => {
  let issued = 0;
  const credential: TokenCredential = {
    getToken: async () => ({
      token: `${tokenOf(tenantId)}${issued++}`,
      expiresOnTimestamp: Date.now() + 24 * 3_600_000,
    }),
  };
  const message =
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';
  const challenge = graphRefusal(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate': 'Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="',
  });
  const { reading, graph } = rig(jobsFor, { credential });
  const isRevoked = () => graph.sent.at(-1)?.headers.get('authorization')?.endsWith('.0') ?? false;
  graph.respond = (asked) => (isRevoked() ? challenge : jobsFor(asked));
  expect(await answersOf(reading, idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
});
