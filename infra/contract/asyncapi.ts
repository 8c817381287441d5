import { applicationProperties } from '../../src/contract/events/cloud-event.ts';
import { about } from './about.ts';
import type { EventSchemas } from './event-schemas.ts';
import { type JsonSchema, jsonSchemaOf, mapMembers } from './json-schema.ts';

/** The events on Service Bus as an AsyncAPI 3.0 document. */
export function asyncApiDocument(events: readonly EventSchemas[]): object {
  const messages = (root: string) =>
    Object.fromEntries(events.map(({ name }) => [name, { $ref: `${root}${name}` }]));
  return {
    asyncapi: '3.0.0',
    info: {
      ...about,
      description: 'What the connector sends to Service Bus, at least once and in order for each job.',
    },
    defaultContentType: 'application/cloudevents+json; charset=utf-8',
    servers: {
      namespace: {
        host: '{namespace}.servicebus.windows.net',
        protocol: 'amqps',
        protocolVersion: '1.0',
        description: 'A Service Bus namespace. Callers sign in with Microsoft Entra; keys are switched off.',
        variables: {
          namespace: { default: 'contoso-provisioning', description: 'Name of the namespace.' },
        },
        security: [entra],
      },
    },
    channels: {
      provisioningEvents: {
        address: 'provisioning-quarantine',
        title: 'Provisioning events',
        description:
          'A topic (or a queue): EVENT_ENTITY of the connector. Each job is a session, so that a subscription with sessions keeps the order of its events.',
        servers: [{ $ref: '#/servers/namespace' }],
        messages: messages('#/components/messages/'),
      },
    },
    operations: {
      sendProvisioningEvents: {
        action: 'send',
        channel: { $ref: '#/channels/provisioningEvents' },
        title: 'Send provisioning events',
        security: [entra],
        messages: events.map(({ name }) => ({ $ref: `#/channels/provisioningEvents/messages/${name}` })),
      },
    },
    components: {
      messages: Object.fromEntries(events.map((each) => [each.name, message(each)])),

      messageTraits: { serviceBus },
      securitySchemes: {
        entra: {
          type: 'openIdConnect',
          openIdConnectUrl: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
          description:
            'A token of Microsoft Entra for Service Bus; the role Azure Service Bus Data Receiver reads.',
        },
      },
      schemas: {
        ApplicationProperties: withoutSchema(jsonSchemaOf(applicationProperties)),
        ...Object.fromEntries(events.map(({ name, event }) => [name, payload(event)])),
        ...sharedSchemas(events),
      },
    },
  };
}

const entra = { $ref: '#/components/securitySchemes/entra' } as const;

/** The parts of every message beside its body. Only application properties may stand among the headers. */
const serviceBus = {
  contentType: 'application/cloudevents+json; charset=utf-8',
  headers: { $ref: '#/components/schemas/ApplicationProperties' },
  correlationId: {
    location: '$message.payload#/data/episode',
    description:
      "The stay in the condition; events about the job itself have none. The message's own correlation id is made of the job, the condition, this and `occurrence`, and is the same for all events of the stay.",
  },
  'x-service-bus': {
    messageId:
      'The `id` of the event, by which the topic finds repeats; of one that was sent again on request the `id`, a slash and how often.',
    sessionId: 'One for each job.',
    correlationId: 'One for each stay in a condition; of an event about the job itself, its own.',
    subject: 'The `type` of the event.',
    body: 'The event as UTF-8 JSON: a data section, at most 48 KiB. A repeat has the same bytes.',
  },
};

function message({ name, type, title }: EventSchemas): object {
  return {
    name: type,
    title,
    summary: `A CloudEvent of type \`${type}\`.`,
    payload: { $ref: `#/components/schemas/${name}` },
    traits: [{ $ref: '#/components/messageTraits/serviceBus' }],
  };
}

function payload(schema: JsonSchema): JsonSchema {
  const { $schema: _, $id: __, $defs: ___, ...rest } = schema;
  return relocated(rest);
}

/** The definitions that the events refer to, out of each one's own. */
function sharedSchemas(events: readonly EventSchemas[]): Record<string, JsonSchema> {
  const all = events.map(({ event }) => event.$defs ?? {});
  return mapMembers(Object.assign({}, ...all), (schema: JsonSchema) => relocated(schema));
}

function relocated(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function withoutSchema({ $schema: _, ...rest }: JsonSchema): JsonSchema {
  return rest;
}
