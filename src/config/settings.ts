import type { WantedEvents } from '../core/detection.ts';
import { type CloudName, clouds } from '../graph/clouds.ts';
import { address, choice, guid, matching, type Wanted } from './wanted.ts';

// What single settings may hold; their names and defaults are in `parseConfig`.

export const defaultSchedule = '0 */5 * * * *';

export const schedule = matching(
  /^(?:\S+(?:\s+\S+){5}|\d+(?::\d\d){2})$/,
  'an NCRONTAB expression of six fields, the first one seconds',
  defaultSchedule,
);

/** Any text: only Graph can check it. */
export const filter: Wanted<string> = {
  read: (text) => text,
  wants: 'an OData filter',
  example: 'accountEnabled eq true',
};

export const cloudName = choice(...(Object.keys(clouds) as CloudName[]));

const withoutVersion = address(['https:'], 'an https address without the version', clouds.Global.graphRoot);
export const graphEndpoint: Wanted<string> = {
  ...withoutVersion,
  read: (text) => (/\/(v1\.0|beta)\/*$/.test(text) ? undefined : withoutVersion.read(text)),
};

export const identityClientId = guid('the client id of a user-assigned identity');

export const tableName = matching(
  /^(?!tables$)[a-z][a-z0-9]{2,62}$/i,
  '3 to 63 letters and digits, a letter first',
  'ProvisioningSnapshots',
);

export const topicOrQueue = matching(
  /^(?=.{1,260}$)[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?$/i,
  'the name of a topic or queue',
  'provisioning-quarantine',
);

export const queueName: Wanted<string> = {
  ...topicOrQueue,
  wants: 'the name of a queue',
  example: 'provisioning-tenants',
};

/** Where a sign-in service stands that is not the cloud's own. */
export const authorityHost = address(
  ['https:'],
  'the https address of a sign-in service',
  clouds.Global.authority,
);

type Condition = WantedEvents['conditions'] extends ReadonlySet<infer Each> ? Each : never;

const optionalConditions = ['halt', 'overdue', 'failures', 'jobs'] as const satisfies readonly Condition[];
const knownConditions: readonly Condition[] = ['quarantine', ...optionalConditions];

/** What is published. Upper and lower case alike; said twice is said once. */
export const conditions: Wanted<WantedEvents['conditions']> = {
  read(text) {
    const words = text
      .split(',')
      .map((word) => word.trim().toLowerCase())
      .filter((word) => word !== '');
    const found = knownConditions.filter((condition) => words.includes(condition));
    const isKnown = words.every((word) => knownConditions.some((condition) => condition === word));
    return isKnown && found.includes('quarantine') ? new Set(found) : undefined;
  },
  wants: `quarantine, which cannot be left out, alone or with commas and any of ${optionalConditions.join(', ')}`,
  example: 'quarantine,halt,overdue',
};

export const countOfObjects: Wanted<number> = {
  read(text) {
    const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
    return count >= 1 && count <= 1_000_000 ? count : undefined;
  },
  wants: 'a whole number from 1 to 1000000',
  example: '10',
};

export const publicUrl = address(
  ['https:', 'http:'],
  'the address of the function app, without /api',
  'https://contoso-provisioning.azurewebsites.net',
);
