import { describe, expect, test } from 'vitest';
import { describedEvents } from '../../../src/contract/events/cloud-event.ts';
import { eventTypes } from '../../../src/contract/events/event-names.ts';
import { strictSchema } from '../../support/contract/strict-schema.ts';
import { newValidator, publishedJson } from '../../support/contract/validator.ts';

const names = describedEvents.map(({ stream, kind }) => `${stream}.${kind}`);

test('every event that the connector has a name for is described', () => {
  expect(describedEvents.map(({ type }) => type)).toEqual(eventTypes);
  expect(eventTypes).toEqual(names.map((name) => `entra.provisioning.${name}`));
});

describe.each(names)('the schemas of %s', (name) => {
  test('are JSON Schema 2020-12, and that of the data has the name that the event gives', () => {
    const data = publishedJson(`events/${name}.v1.data.schema.json`);
    expect(data).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:entra:provisioning:${name.replace('.', ':')}:v1`,
    });
    const ajv = newValidator(true);
    for (const part of ['data', 'event']) {
      const schema = Object(publishedJson(`events/${name}.v1.${part}.schema.json`));
      expect(ajv.validateSchema(schema)).toBe(true);
      ajv.compile(schema);
    }
  });

  test('let members pass that they do not name, where the strict form of the tests does not', () => {
    const schema = publishedJson(`events/${name}.v1.data.schema.json`);
    const unknown = { tomorrow: 'x' };
    const problems = (given: unknown) => {
      const validate = newValidator().compile(Object(given));
      validate(unknown);
      return (validate.errors ?? []).map(({ keyword }) => keyword);
    };
    expect(problems(schema)).not.toContain('additionalProperties');
    expect(problems(strictSchema(schema))).toContain('additionalProperties');
  });
});
