import * as z from 'zod';

const text = z.string();

/** The meaning of the headers of replies. */
export const headers: Readonly<Record<HeaderName, Header>> = {
  age: {
    description: 'Seconds since `observedAt`.',
    schema: z.int().min(0),
  },
  'cache-control': {
    description:
      '`no-cache`: keep it if you like, but ask each time whether it still holds. Of a page `no-store`.',
    schema: text,
  },
  'content-disposition': { description: 'Of a table: the name of a file to keep it in.', schema: text },
  'content-security-policy': { description: 'Of a page: it loads nothing from elsewhere.', schema: text },
  etag: {
    description:
      'Names what was answered, `observedAt` aside: send it as `If-None-Match` to ask whether it still holds.',
    schema: text,
  },
  location: {
    description: 'The address to ask next: it holds how far the workflow has come.',
    schema: text,
  },
  'last-modified': { description: '`changedAt` of the job.', schema: text },
  'referrer-policy': { description: '`no-referrer`.', schema: text },
  'retry-after': { description: 'Seconds to wait before trying again.', schema: z.int().min(1) },
  vary: { description: 'Which headers of the request the answer depends on.', schema: text },
  'x-content-type-options': { description: '`nosniff`.', schema: text },
  'x-ms-error-code': { description: 'The code of the error.', schema: text },
};

/** A parameter of a route, as both OpenAPI documents have it. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  /** Designers of workflows show this in place of the name. */
  readonly title: string;
  readonly description: string;
  readonly schema: z.ZodType;
  /** `internal`: the runtime of workflows gives it, and nobody else. */
  readonly visibility: 'important' | 'advanced' | 'internal';
  /** Several values of `schema`, with commas. */
  readonly isList?: true;
  /** What designers offer to choose from. */
  readonly pickedFrom?: Picker;
  /** It is of use to the pages for people only: workflows are not offered it. */
  readonly forPages?: true;
}

/** A drop-down of what a list gives. */
export interface Picker {
  readonly operationId: string;
  /** The member of an entry of the list that the parameter takes. */
  readonly value: 'servicePrincipalId' | 'key' | 'tenantId';
  /** The member of an entry that is shown. */
  readonly title: 'displayName' | 'label';
  /** Parameters of both routes: only entries that have the values chosen for them are offered. */
  readonly dependsOn: readonly string[];
}

/** A header of a reply. */
export interface Header {
  readonly description: string;
  readonly schema: z.ZodType;
}

export interface Reply {
  readonly description: string;
  /** Every such reply has them. */
  readonly always: readonly HeaderName[];
  readonly sometimes?: readonly HeaderName[];
  /** By content type. None: the reply has no body. */
  readonly content: Readonly<Record<string, z.ZodType>>;
}

export type HeaderName =
  | 'age'
  | 'cache-control'
  | 'content-disposition'
  | 'content-security-policy'
  | 'etag'
  | 'last-modified'
  | 'location'
  | 'referrer-policy'
  | 'retry-after'
  | 'vary'
  | 'x-content-type-options'
  | 'x-ms-error-code';

/** One route of the HTTP functions, below `/api`. */
export interface Route {
  readonly method: 'get' | 'post';
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly replies: Readonly<Record<number, Reply>>;
  /** Whether it is an action for workflows: of what is for people or describes itself, they have no use. */
  readonly forWorkflows: boolean;
  /** Workflows begin with it: what a maker is told who tries it. */
  readonly triggerHint?: string;
}
