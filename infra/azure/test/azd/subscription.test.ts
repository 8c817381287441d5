import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import { tenantId } from '../../../local/test/graph/tokens.ts';
import { prepareSubscription } from '../../azd/subscription.ts';
import { ran, type SignedIn, trusting } from '../ran.ts';
import {
  type Answer,
  type ResourceManagerStandIn,
  refusal,
  startResourceManager,
} from './start-resource-manager.ts';
import { appId, deployer } from './use-check.ts';

const subscription = '5ab5c419-0000-4000-8000-000000000001';
const regions = `GET /subscriptions/${subscription}/providers/Microsoft.Web/geoRegions`;
const provider = `GET /subscriptions/${subscription}/providers/Microsoft.App`;
const register = `POST /subscriptions/${subscription}/providers/Microsoft.App/register`;
const offering = (...names: string[]): Answer => ({
  status: 200,
  body: { value: names.map((name) => ({ name, properties: {} })) },
});
const registration = (registrationState: string): Answer => ({ status: 200, body: { registrationState } });

const certificate = useCertificate();
let cloud: ResourceManagerStandIn;
let answers: Record<string, () => Answer>;

beforeEach(async () => {
  answers = { [regions]: () => offering('West Europe', 'North Europe') };
  const none = refusal(404, 'ResourceNotFound');
  const rest = { site: none, functions: none, settings: none, health: none };
  cloud = await startResourceManager(certificate(), appId, { ...rest, more: answers });
});
afterEach(() => cloud.close());

function prepare(
  env: Readonly<Record<string, string>> = {},
  as: { readonly by?: SignedIn; readonly onSleep?: () => void } = {},
) {
  const by = 'by' in as ? as.by : deployer;
  return ran({ by, onSleep: as.onSleep }, (terminal) =>
    prepareSubscription({
      ...terminal,
      env: {
        AZURE_SUBSCRIPTION_ID: subscription,
        AZURE_LOCATION: 'westeurope',
        RESOURCE_MANAGER_ENDPOINT: `${cloud.url}/`,
        ...env,
      },
      httpClient: trusting(certificate()),
      maxRetries: 0,
    }),
  );
}

describe('the region', () => {
  it.each(['westeurope', 'West Europe'])('%s, which offers Flex Consumption, is taken', async (region) => {
    const { code, complained } = await prepare({ AZURE_LOCATION: region });
    expect([code, complained]).toEqual([0, '']);
    expect(cloud.requests).toEqual([regions]);
  });

  it('that does not offer it is refused before anything is made, with those that do', async () => {
    const { code, complained } = await prepare({ AZURE_LOCATION: 'polandcentral' });
    expect(code).toBe(1);
    expect(complained).toContain('Flex Consumption is not offered in polandcentral');
    expect(complained).toContain('azd env set AZURE_LOCATION westeurope');
    expect(complained).toContain('Offered are northeurope, westeurope.');
  });

  it.each([[{ HOSTING: 'dedicated' }], [{ GRAPH_CLOUD: 'USGovL4' }], [{ AZURE_LOCATION: '' }]])(
    'is not asked for with %j',
    async (env: Readonly<Record<string, string>>) => {
      expect((await prepare(env)).code).toBe(0);
      expect(cloud.requests).toEqual([]);
    },
  );

  it.each<[string, Parameters<typeof prepare>, Answer | undefined]>([
    ['nobody is signed in', [{}, { by: undefined }], undefined],
    ['the sign-in is of another tenant', [{ AZURE_TENANT_ID: subscription }], undefined],
    ['one may not ask', [{}], refusal(403, 'AuthorizationFailed')],
    ['Azure is away', [{}], refusal(503, 'ServerBusy')],
    ['Azure names none', [{}], offering()],
  ])('stops nobody where %s, and it is said', async (_, asked, answer) => {
    if (answer) answers[regions] = () => answer;
    const { code, said } = await prepare(...asked);
    expect(code).toBe(0);
    expect(said).toMatch(/^NOT CHECKED whether this subscription can take the deployment: ./);
  });

  it('is asked for in the tenant of the subscription, where azd knows it', async () => {
    expect((await prepare({ AZURE_TENANT_ID: tenantId, AZURE_LOCATION: 'uksouth' })).code).toBe(1);
  });
});

describe('the resource provider that a private network needs', () => {
  const isPrivate = { NETWORK_ACCESS: 'private' };

  it('is registered and waited for where it is not', async () => {
    let state = 'NotRegistered';
    answers[provider] = () => registration(state);
    answers[register] = () => {
      state = 'Registering';
      return registration(state);
    };
    const onSleep = () => {
      if (cloud.requests.length > 4) state = 'Registered';
    };
    const { code, said, slept } = await prepare(isPrivate, { onSleep });
    expect([code, slept]).toEqual([0, [5000, 10_000]]);
    expect(said).toContain('Microsoft.App: registering it');
  });

  it('is left alone where it is, and where the network is public', async () => {
    answers[provider] = () => registration('Registered');
    expect((await prepare(isPrivate)).code).toBe(0);
    await prepare();
    expect(cloud.requests).toEqual([regions, provider, regions]);
  });

  it('that one may not register is refused, with the command for somebody who may', async () => {
    answers[provider] = () => registration('NotRegistered');
    answers[register] = () => refusal(403, 'AuthorizationFailed');
    const { code, complained } = await prepare(isPrivate);
    expect(code).toBe(1);
    expect(complained).toContain(
      `az provider register --namespace Microsoft.App --wait --subscription ${subscription}`,
    );
  });

  it('that is not there after five minutes is refused', async () => {
    answers[provider] = () => registration('Registering');
    answers[register] = () => registration('Registering');
    const { code, complained } = await prepare(isPrivate);
    expect(code).toBe(1);
    expect(complained).toContain('Microsoft.App is Registering. Five minutes were not enough.');
  });
});
