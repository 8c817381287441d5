import type * as z from 'zod';

/** A parameter of a route, as both OpenAPI documents have it. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  /** What designers of workflows show in its place. */
  readonly title: string;
  readonly description: string;
  readonly schema: z.ZodType;
  readonly visibility: 'important' | 'advanced';
  /** Several values of `schema`, with commas. */
  readonly isList?: true;
  /** Which member of the jobs of `ListJobs` designers offer to choose from. */
  readonly pickedFrom?: 'servicePrincipalId' | 'key';
}

/** A header of a reply; `always`: whoever gets the reply may count on it. */
export interface Header {
  readonly description: string;
  readonly schema: z.ZodType;
}

export interface Reply {
  readonly description: string;
  readonly always: readonly HeaderName[];
  readonly sometimes?: readonly HeaderName[];
  /** By content type. None: the reply has no body. */
  readonly content: Readonly<Record<string, z.ZodType>>;
}

export type HeaderName =
  | 'age'
  | 'cache-control'
  | 'content-security-policy'
  | 'etag'
  | 'last-modified'
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
}
