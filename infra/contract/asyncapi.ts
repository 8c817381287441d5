import { applicationProperties, cloudEvents } from '../../src/contract/events/cloud-event.ts';
import { type EventKind, eventKinds, eventTypeOf } from '../../src/contract/events/event-names.ts';
import { about } from './about.ts';
import type { EventSchemas } from './event-schemas.ts';
import { type JsonSchema, jsonSchemaOf, mapMembers } from './json-schema.ts';

const names: Record<EventKind, string> = {
  began: 'QuarantineBegan',
  changed: 'QuarantineChanged',
  expiring: 'QuarantineExpiring',
  cleared: 'QuarantineCleared',
};

/** The events on Service Bus as an AsyncAPI 3.0 document. */
export function asyncApiDocument(schemas: Record<EventKind, EventSchemas>): object {
  const messages = (root: string) =>
    Object.fromEntries(eventKinds.map((kind) => [names[kind], { $ref: `${root}${names[kind]}` }]));
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
      quarantineEvents: {
        address: 'provisioning-quarantine',
        title: 'Quarantine events',
        description:
          'A topic (or a queue): EVENT_ENTITY of the connector. Each job is a session, so that a subscription with sessions keeps the order of its events.',
        servers: [{ $ref: '#/servers/namespace' }],
        messages: messages('#/components/messages/'),
      },
    },
    operations: {
      sendQuarantineEvents: {
        action: 'send',
        channel: { $ref: '#/channels/quarantineEvents' },
        title: 'Send quarantine events',
        security: [entra],
        messages: eventKinds.map((kind) => ({ $ref: `#/channels/quarantineEvents/messages/${names[kind]}` })),
      },
    },
    components: {
      messages: Object.fromEntries(eventKinds.map((kind) => [names[kind], message(kind)])),
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
        ...Object.fromEntries(eventKinds.map((kind) => [names[kind], payload(schemas[kind].event)])),
        ...sharedSchemas(schemas),
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
      "The stay in quarantine. The message's own correlation id is made of the job, this and `occurrence`, and is the same for all events of the stay.",
  },
  'x-service-bus': {
    messageId: 'The `id` of the event. The topic finds repeats by it.',
    sessionId: 'One for each job.',
    correlationId: 'One for each stay in quarantine.',
    subject: 'The `type` of the event.',
    body: 'The event as UTF-8 JSON: a data section, at most 48 KiB. A repeat has the same bytes.',
  },
};

function message(kind: EventKind): object {
  return {
    name: eventTypeOf(kind),
    title: cloudEvents[kind].meta()?.title,
    summary: `A CloudEvent of type \`${eventTypeOf(kind)}\`.`,
    payload: { $ref: `#/components/schemas/${names[kind]}` },
    traits: [{ $ref: '#/components/messageTraits/serviceBus' }],
  };
}

function payload(schema: JsonSchema): JsonSchema {
  const { $schema: _, $id: __, $defs: ___, ...rest } = schema;
  return relocated(rest);
}

/** The definitions that the events refer to, out of each one's own. */
function sharedSchemas(schemas: Record<EventKind, EventSchemas>): Record<string, JsonSchema> {
  const all = eventKinds.map((kind) => schemas[kind].event.$defs ?? {});
  return mapMembers(Object.assign({}, ...all), (schema: JsonSchema) => relocated(schema));
}

function relocated(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function withoutSchema({ $schema: _, ...rest }: JsonSchema): JsonSchema {
  return rest;
}
