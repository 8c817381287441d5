import type { ServiceBusClient } from '@azure/service-bus';

type Settings = Readonly<Record<string, string | undefined>>;

/** How the host reaches Service Bus for a trigger. */
export type ServiceBusConnection =
  | { readonly connectionString: string }
  | {
      readonly fullyQualifiedNamespace: string;
      /** Of a user-assigned identity; without one the system-assigned identity is used. */
      readonly clientId: string | undefined;
      /** Where the local broker is. The platform knows no such setting. */
      readonly customEndpointAddress: string | undefined;
    };

/**
 * What the settings say of a connection: a connection string in the setting of that name, or an identity-based one in settings
 * that begin with `{name}__`. Without `{name}__credential` the client id is not looked at, as on the platform.
 *
 * @throws in the platform's words when there is none
 */
export function readConnection(name: string, settings: Settings): ServiceBusConnection {
  const connectionString = settings[name];
  if (connectionString) return { connectionString };
  const of = (property: string) => settings[`${name}__${property}`] || undefined;
  if (!Object.keys(settings).some((setting) => setting.startsWith(`${name}__`))) {
    throw new Error(
      `Service Bus connection '${name}' does not exist. Make sure that it is a defined App Setting.`,
    );
  }
  const fullyQualifiedNamespace = of('fullyQualifiedNamespace');
  if (fullyQualifiedNamespace === undefined) {
    throw new Error(
      `Connection should have an 'fullyQualifiedNamespace' property or be a string representing a connection string. ('${name}')`,
    );
  }
  const credential = of('credential');
  if (credential !== undefined && credential.toLowerCase() !== 'managedidentity')
    throw new Error(`The local host knows no '${credential}' for ${name}__credential, only managedidentity.`);
  return {
    fullyQualifiedNamespace,
    clientId: credential === undefined ? undefined : of('clientId'),
    customEndpointAddress: of('customEndpointAddress'),
  };
}

// By itself the client waits for half a minute after an outage and a minute for an answer, which is too long for someone who watches.
const retryOptions = { retryDelayInMs: 1000, maxRetryDelayInMs: 1000, timeoutInMs: 10_000 };

/** The SDKs are loaded by the first client, so that an app without such a trigger does not pay for them. */
export async function connect(connection: ServiceBusConnection): Promise<ServiceBusClient> {
  const { ServiceBusClient } = await import('@azure/service-bus');
  if ('connectionString' in connection)
    return new ServiceBusClient(connection.connectionString, { retryOptions });
  const { ManagedIdentityCredential } = await import('@azure/identity');
  const { fullyQualifiedNamespace, clientId, customEndpointAddress } = connection;
  const credential =
    clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  return new ServiceBusClient(fullyQualifiedNamespace, credential, {
    retryOptions,
    ...(customEndpointAddress !== undefined && { customEndpointAddress }),
  });
}
