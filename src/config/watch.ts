import { readGuid } from '../core/job-key.ts';
import type { Watch, WatchEntry } from '../core/watch.ts';
import type { Wanted } from './wanted.ts';

/**
 * `*`, with what is left out behind it, or service principals and jobs by id. What follows a service principal's slash is the job's id,
 * whatever it holds.
 */
const watchList: Wanted<Watch> = {
  read(text) {
    const [first = '', ...others] = [...new Set(text.split(',').map((name) => name.trim()))];
    if (first === '*') {
      const except = others.filter((name) => name !== '').map(readException);
      if (except.length === 0) return { kind: 'tenant' };
      return allOf(except, (usable) => ({ kind: 'tenant', except: usable }));
    }
    const names = [first, ...others].filter((name) => name !== '');
    return allOf(names.map(readEntry), (entries) => ({ kind: 'list', entries }));
  },
  wants:
    '* for the whole tenant (what is left out may follow, each with - in front), or to the object ids of service principals, with commas, each alone or with / and the id of a job',
  example: '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e,b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b/BoxOutDelta.0123abcd',
};

/** What to watch of the tenants that are named, and of all others. */
export interface WatchSections {
  readonly of: ReadonlyMap<string, Watch>;
  readonly others: Watch;
}

/** Of one tenant: what its list says. */
export const wholeWatch: Wanted<WatchSections> = {
  ...watchList,
  read(text) {
    const others = watchList.read(text);
    return others && { of: new Map(), others };
  },
};

/** Before a `*` or the id of a tenant, or at the end: a job's id may hold semicolons too. */
const betweenSections = /;\s*(?=\*|[\da-f-]{36}\s*:|$)/i;
const sectionOfTenant = /^\s*([\da-f-]{36})\s*:(.*)$/is;

/** Of several tenants: lists with `;` between them, those of one tenant with its id and a colon in front. */
export const watchSections: Wanted<WatchSections> = {
  read(text) {
    const of = new Map<string, Watch>();
    let others: Watch | undefined;
    for (const section of text.split(betweenSections).filter((each) => each.trim() !== '')) {
      const [, id = '', list = ''] = sectionOfTenant.exec(section) ?? [];
      const tenantId = readGuid(id);
      const watch = watchList.read((tenantId === undefined ? section : list).trim());
      const isTwice = tenantId === undefined ? others !== undefined : of.has(tenantId);
      if (watch === undefined || isTwice) return undefined;
      if (tenantId === undefined) others = watch;
      else of.set(tenantId, watch);
    }
    if (others === undefined && of.size === 0) return undefined;
    return { of, others: others ?? { kind: 'tenant' } };
  },
  wants: `${watchList.wants}; what is for one tenant alone has its id and a colon in front, and ; stands between tenants`,
  example: '*; b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b: 8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e',
};

/** Undefined where there is none, or one cannot be read. */
function allOf(
  entries: readonly (WatchEntry | undefined)[],
  make: (usable: readonly WatchEntry[]) => Watch,
): Watch | undefined {
  const usable = entries.filter((entry) => entry !== undefined);
  return usable.length > 0 && usable.length === entries.length ? make(usable) : undefined;
}

function readException(name: string): WatchEntry | undefined {
  return name.startsWith('-') ? readEntry(name.slice(1).trim()) : undefined;
}

function readEntry(name: string): WatchEntry | undefined {
  const slash = name.indexOf('/');
  const servicePrincipalId = readGuid(slash < 0 ? name : name.slice(0, slash));
  const jobId = slash < 0 ? undefined : name.slice(slash + 1).trim();
  return servicePrincipalId === undefined || jobId === '' ? undefined : { servicePrincipalId, jobId };
}
