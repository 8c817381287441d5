import tls from 'node:tls';
import type { TokenCredential } from '@azure/identity';
import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import { type Bus, type BusEntities, type BusOptions, startBus } from '../../bus/bus.ts';
import { jwt } from './tokens.ts';

export const namespaceName = 'example.servicebus.windows.net';
/** Without a second try; an answer may take its time on a busy machine. */
export const quickRetry = { maxRetries: 0, timeoutInMs: 30_000 };
export const patientRetry = { maxRetries: 40, retryDelayInMs: 50, timeoutInMs: 1_500 };

/** Starts brokers and clients for the tests of a file, and closes each after its test. To be called at the top of the file. */
export function busRig() {
  const running: { close(): Promise<void> }[] = [];
  const createSecureContext = tls.createSecureContext;
  const certificate = useCertificate();

  beforeAll(() => {
    // The client offers no way to trust a certificate, and NODE_EXTRA_CA_CERTS counts only at the start of a process. What every
    // TLS connection of this process goes through is this function.
    tls.createSecureContext = (options) => createSecureContext({ ...options, ca: certificate().cert });
  });
  afterAll(() => {
    tls.createSecureContext = createSecureContext;
  });
  afterEach(async () => {
    for (const each of running.splice(0).reverse()) await each.close();
  });

  const track = <T extends { close(): Promise<void> }>(each: T): T => {
    running.push(each);
    return each;
  };
  return {
    track,
    certificate,
    /** A broker in identity mode. */
    bus: async (entities: BusEntities, options: Partial<BusOptions> = {}): Promise<Bus> =>
      track(await startBus({ entities, certificate: certificate(), ...options })),
    /** A broker in emulator mode. */
    emulator: async (entities: BusEntities, options: Partial<BusOptions> = {}): Promise<Bus> =>
      track(await startBus({ entities, ...options })),
    /** A client with a token of its own, or with one of any kind. */
    client: (
      { endpoint }: Bus,
      options: ServiceBusClientOptions = {},
      credential: TokenCredential | string = jwt(),
    ): ServiceBusClient =>
      track(
        new ServiceBusClient(
          namespaceName,
          typeof credential === 'string' ? holding(credential) : credential,
          {
            customEndpointAddress: endpoint,
            retryOptions: quickRetry,
            ...options,
          },
        ),
      ),
    emulatorClient: (connectionString = '', options: ServiceBusClientOptions = {}): ServiceBusClient =>
      track(new ServiceBusClient(connectionString, { retryOptions: quickRetry, ...options })),
  };
}

/** A credential that has one token, and says that it is good for an hour. */
const holding = (token: string): TokenCredential => ({
  getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});
