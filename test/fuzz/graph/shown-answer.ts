import { isJsonObject } from '../../../src/core/json.ts';
import type { PrincipalAnswer } from '../../../src/core/observe.ts';
import type { Wire } from './damaged-graph.ts';

/** One answer about one principal. */
interface Shown {
  /** Of the principal itself and not of its jobs. */
  readonly ofItself: boolean;
  readonly status: unknown;
  readonly body: unknown;
}

const malformed = { cause: 'malformed', detail: '' };

/**
 * What the bytes that came during one poll say of a principal: a second opinion, written from the promise. Whatever was
 * read is there; only a list that came to its end is whole, and only two refusals of Graph's own prove that it is gone.
 */
export function shownAnswer(wire: readonly Wire[], servicePrincipalId: string): PrincipalAnswer {
  const own = wire.flatMap((answer) => shownBy(answer, servicePrincipalId) ?? []);
  const pages = own.flatMap(({ ofItself, status, body }) =>
    !ofItself && status === 200 && isJsonObject(body) && Array.isArray(body.value) ? [body] : [],
  );
  const last = own.at(-1);
  if (pages.length > 0) {
    const end = last?.body;
    const isWhole = pages.at(-1) === end && isJsonObject(end) && (end['@odata.nextLink'] ?? null) === null;
    const jobs = pages.flatMap(({ value }): unknown[] => (Array.isArray(value) ? value : []));
    return { servicePrincipalId, at: '', kind: 'jobs', jobs, cut: isWhole ? undefined : malformed };
  }
  const [jobs, itself] = own.slice(-2);
  const isGone =
    jobs?.ofItself === false && isRefusal(jobs) && itself?.ofItself === true && isRefusal(itself);
  return isGone
    ? { servicePrincipalId, at: '', kind: 'gone' }
    : { servicePrincipalId, at: '', kind: 'unreadable', ...malformed };
}

function isRefusal({ status, body }: Shown): boolean {
  return (
    status === 404 && isJsonObject(body) && isJsonObject(body.error) && typeof body.error.code === 'string'
  );
}

function shownBy(wire: Wire, servicePrincipalId: string): Shown | undefined {
  const { written } = wire;
  if (wire.kind === 'alone') {
    if (wire.principal !== servicePrincipalId) return undefined;
    return { ofItself: wire.ofItself, status: written.status, body: parsed(written.text) };
  }
  const place = wire.principals.indexOf(servicePrincipalId);
  if (place < 0) return undefined;
  const batch = parsed(written.text);
  const responses = isJsonObject(batch) && Array.isArray(batch.responses) ? batch.responses : [];
  const [response, ...others] = responses.filter((one) => isJsonObject(one) && one.id === `${place}`);
  const { status, body } = others.length === 0 && response ? response : {};
  return { ofItself: false, status, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
