import * as z from 'zod';
import { errorBody } from '../answers/shared.ts';
import type { HeaderName, Reply } from './route.ts';

const kept: readonly HeaderName[] = ['cache-control', 'x-content-type-options'];

export function jsonReply(description: string, schema: z.ZodType, more: readonly HeaderName[] = []): Reply {
  return { description, always: [...kept, ...more], content: { 'application/json': schema } };
}

/** An answer that can be asked for again with its tag. It has an age as soon as anything has been read. */
export function snapshotReply(description: string, schema: z.ZodType): Reply {
  return { ...jsonReply(description, schema, ['etag']), sometimes: ['age', 'last-modified', 'vary'] };
}

/** Lines of text, in either of two forms. */
export function metricsReply(description: string): Reply {
  const content = { 'application/openmetrics-text': z.string(), 'text/plain': z.string() };
  return { description, always: [...kept, 'vary'], content };
}

const ofPage: readonly HeaderName[] = ['content-security-policy', 'referrer-policy'];
const html = { 'text/html': z.string() } as const;

/** A page for people. */
export function pageReply(description: string): Reply {
  return { description, always: [...kept, ...ofPage], content: html };
}

/** The same, also as a table for spreadsheets. It needs no policy, since it runs nothing. */
export function alsoAsTable(reply: Reply): Reply {
  return {
    ...reply,
    always: reply.always.filter((name) => !ofPage.includes(name)),
    sometimes: [...(reply.sometimes ?? []), ...ofPage, 'content-disposition'],
    content: { ...reply.content, 'text/csv': z.string() },
  };
}

/** The same replies, errors included, as a page. */
export function asPages(replies: Readonly<Record<number, Reply>>): Record<number, Reply> {
  return eachWithBody(replies, (reply) => ({
    ...reply,
    always: [...reply.always, ...ofPage],
    content: html,
  }));
}

/** The same replies, errors included, also as a page for callers that ask for `text/html`. A page has no tag. */
export function alsoAsPages(replies: Readonly<Record<number, Reply>>): Record<number, Reply> {
  return eachWithBody(replies, (reply) => ({
    ...reply,
    always: reply.always.filter((name) => name !== 'etag'),
    sometimes: [...new Set<HeaderName>([...(reply.sometimes ?? []), 'etag', 'vary', ...ofPage])],
    content: { ...reply.content, ...html },
  }));
}

/** Those with a body of JSON changed, the others as they are. */
function eachWithBody(
  replies: Readonly<Record<number, Reply>>,
  change: (reply: Reply) => Reply,
): Record<number, Reply> {
  return Object.fromEntries(
    Object.entries(replies).map(([status, reply]) => [
      status,
      'application/json' in reply.content ? change(reply) : reply,
    ]),
  );
}

export function errorReply(description: string, more: readonly HeaderName[] = []): Reply {
  return jsonReply(description, errorBody, ['x-ms-error-code', ...more]);
}

const notModified: Reply = {
  description: 'What the caller has still holds.',
  always: [...kept, 'etag'],
  sometimes: ['age', 'last-modified', 'vary'],
  content: {},
};

/** Answers of the host or the platform, before the connector is asked. Empty where a key is wanted. */
function refusal(description: string): Reply {
  return { description, always: [], content: { 'text/html': z.string() } };
}

/** The replies of every route. */
export const always: Readonly<Record<number, Reply>> = {
  400: errorReply('A parameter is unknown or wrong: `target` names it.'),
  401: refusal('The key is missing or wrong, or the platform did not sign the caller in.'),
  403: refusal('The platform does not let this caller in.'),
  500: errorReply('A setting is wrong, a row cannot be read, or something failed that should not.'),
};

/** The replies of every route that reads the table. */
export const reading: Readonly<Record<number, Reply>> = {
  ...always,
  503: errorReply('The table cannot be reached.', ['retry-after']),
};

/** Of the feed: nothing of it has an age. */
export const ofFeed: Readonly<Record<number, Reply>> = {
  304: {
    description: 'The feed has not moved.',
    always: [...kept, 'etag'],
    content: {},
  },
};

/** The reply that may take the place of any with a tag. */
export const tagged: Readonly<Record<number, Reply>> = { 304: notModified };

const unseen = 'With several tenants: the tenant is not watched, or the caller may not see it.';

/** The reply of every route about a tenant. */
export const ofTenant: Readonly<Record<number, Reply>> = { 404: errorReply(unseen) };

/** The replies of routes of one event. */
export const ofEvent: Readonly<Record<number, Reply>> = {
  404: errorReply(`No event for subscribers has the number. ${unseen}`),
  410: errorReply('An event of the number is not kept any more.'),
};

/** The reply of routes of one job. */
export const ofJob: Readonly<Record<number, Reply>> = {
  404: errorReply(`The job is not known. ${unseen}`),
};
