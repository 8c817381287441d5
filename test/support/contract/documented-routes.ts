import { z } from 'zod';
import { publishedJson } from './validator.ts';

const reply = z.object({
  headers: z.record(z.string(), z.object({ required: z.boolean().optional() })).optional(),
  content: z.record(z.string(), z.unknown()).optional(),
});

export type DocumentedReply = z.infer<typeof reply>;

const operation = z.object({ operationId: z.string(), responses: z.record(z.string(), reply) });
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });

const { paths } = document.parse(publishedJson('openapi.json'));

/** Every documented operation, with its path's parameters in braces. */
export const documentedOperations: readonly string[] = Object.entries(paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.slice(1)}`),
);

/** What is documented of an answer to a request for `path`, below `/api`; a text where nothing is. */
export function documentedReply(
  method: string,
  path: string,
  status: number,
): { readonly pointer: string; readonly reply: DocumentedReply } | string {
  const template = Object.keys(paths).find((one) => patternOf(one).test(path));
  const operation = template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
  if (template === undefined || operation === undefined) return 'no such operation is documented';
  const found = operation.responses[status];
  if (!found) return `the status ${status} is not documented`;
  const pointer = ['paths', template, method.toLowerCase(), 'responses', String(status)]
    .map(escaped)
    .join('/');
  return { pointer, reply: found };
}

/** As a part of a JSON pointer. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Routes of the host ignore case. */
function patternOf(template: string): RegExp {
  const pattern = template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}/?$`, 'i');
}
