import type { ValidateFunction } from 'ajv';
import { documentedReply, escaped } from './documented-routes.ts';
import { strictSchema } from './strict-schema.ts';
import { newValidator, problemsOf, publishedJson } from './validator.ts';

const ajv = newValidator().addSchema(Object(strictSchema(publishedJson('openapi.json'))), 'openapi.json');

/**
 * Asks the connector, and holds its answer against openapi.json in its strictest sense: a route, a status, a content type, a
 * member that is not documented is an error, and so is a header that is missing.
 */
export async function documentedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, init);
  const method = init.method ?? 'GET';
  const problems = await problemsOfAnswer(method, url, answer.clone());
  if (problems.length > 0) {
    throw new Error(`${method} ${new URL(url).pathname} -> ${answer.status}:\n${problems.join('\n')}`);
  }
  return answer;
}

/** What is not as documented of an answer, which is read to its end. */
export async function problemsOfAnswer(method: string, url: string, answer: Response): Promise<string[]> {
  const path = new URL(url).pathname.replace(/^\/api/, '');
  const documented = documentedReply(method, path, answer.status);
  const body = await answer.text();
  if (typeof documented === 'string') return [documented];
  const { reply, pointer } = documented;
  const missing = Object.entries(reply.headers ?? {})
    .filter(([name, { required }]) => required && !answer.headers.has(name))
    .map(([name]) => `the header ${name} is missing`);
  return [
    ...missing,
    ...problemsOfBody(body, answer.headers.get('content-type'), reply.content ?? {}, pointer),
  ];
}

function problemsOfBody(
  body: string,
  contentType: string | null,
  content: Readonly<Record<string, unknown>>,
  pointer: string,
): string[] {
  const types = Object.keys(content);
  if (types.length === 0) return body === '' ? [] : ['a body is not documented'];
  const type = contentType?.split(';')[0]?.trim() ?? '';
  // The host refuses a key without a word.
  if (body === '' && !types.includes('application/json')) return [];
  if (!types.includes(type)) return [`the content type '${type}' is not documented`];
  if (type !== 'application/json') return [];
  return problemsOf(validatorAt(`${pointer}/content/${escaped(type)}/schema`), JSON.parse(body));
}

const compiled = new Map<string, ValidateFunction>();

function validatorAt(pointer: string): ValidateFunction {
  const found = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi.json#/${encodeURI(pointer)}` });
  compiled.set(pointer, found);
  return found;
}
