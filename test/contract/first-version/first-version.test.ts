import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { applicationProperties, describedEvents } from '../../../src/contract/events/cloud-event.ts';
import { documentedReply, escaped } from '../../support/contract/documented-routes.ts';
import { frozenMessages } from '../../support/contract/frozen-events.ts';
import { newValidator, problemsOf, publishedJson } from '../../support/contract/validator.ts';

// What the connector sent and answered when the contract was published first, as readers have it. The files are never edited, only
// added to.
const whatToDo =
  "Readers of version 1 have this file, and today's schemas do not accept it. Do not edit the file. Either change the schemas in " +
  'src/contract so that they accept it too (a new member is optional, an enumeration that is closed gets no value, nothing is taken ' +
  'away or renamed), or make a version 2: see "What may not change" and "Versions" in docs/contract.md.';

const folder = new URL('.', import.meta.url);

const answer = z.object({
  request: z.string(),
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});

function frozen<T>(name: string, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
}

const events = frozenMessages();

test('every event that is described is frozen', () => {
  const types = Object.values(events).map(({ event }) => event.type);
  expect(new Set(types)).toEqual(new Set(describedEvents.map(({ type }) => type)));
});

test.each(Object.entries(events))(
  'the schemas of today read the event of version 1 in %s',
  (_, { event, applicationProperties: properties }) => {
    const name = event.type.replace('entra.provisioning.', '');
    const ajv = newValidator();
    const whole = ajv.compile(Object(publishedJson(`events/${name}.v1.event.schema.json`)));
    expect(problemsOf(whole, event), whatToDo).toEqual([]);
    // By the name that the event itself gives, as a consumer would look it up.
    ajv.addSchema(Object(publishedJson(`events/${name}.v1.data.schema.json`)));
    const data = ajv.getSchema(event.dataschema);
    expect(data && problemsOf(data, event.data), whatToDo).toEqual([]);
    expect(applicationProperties.safeParse(properties).error, whatToDo).toBeUndefined();
  },
);

const answers = readdirSync(new URL('answers', folder));
const openapi = newValidator().addSchema(Object(publishedJson('openapi.json')), 'openapi.json');

test.each(answers)('the document of today reads the answer of version 1 in %s', (file) => {
  const { request, status, headers, body } = frozen(`answers/${file}`, answer);
  const [method = '', path = ''] = request.split(' ');
  const documented = documentedReply(method, path.replace(/\?.*$/, ''), status);
  if (typeof documented === 'string') throw new Error(`${documented}. ${whatToDo}`);
  const { pointer, reply } = documented;
  const wanted = Object.entries(reply.headers ?? {}).filter(([, { required }]) => required);
  expect(Object.keys(headers), whatToDo).toEqual(expect.arrayContaining(wanted.map(([name]) => name)));
  if (body === null) return;
  const schema = `openapi.json#/${encodeURI(`${pointer}/content/${escaped('application/json')}/schema`)}`;
  expect(problemsOf(openapi.compile({ $ref: schema }), body), whatToDo).toEqual([]);
});
