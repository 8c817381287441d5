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

export const publicUrl = address(
  ['https:', 'http:'],
  'the address of the function app, without /api',
  'https://contoso-provisioning.azurewebsites.net',
);
