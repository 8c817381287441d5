import { type JobKind, jobKinds } from '../contract/events/job-kinds.ts';

export type { JobKind };

/**
 * Templates by kind. Microsoft publishes no list of their ids: these stand in its documentation, in its samples or in scripts that people
 * published. Ids that belong to one application of the gallery are all `outbound`.
 */
const templates: Readonly<Record<Exclude<JobKind, 'other'>, readonly string[]>> = {
  apiInbound: ['API2AAD', 'API2AD'],
  cloudSync: [
    'AD2AADProvisioning',
    'AD2AADPasswordHash',
    'ADDCInPassthrough',
    'AAD2ADGroupProvisioning',
    'AAD2ADExchangeHybridWriteback',
  ],
  crossTenant: ['Azure2Azure'],
  onPremises: ['ecma', 'scimOnPremises'],
  hrInbound: ['Workday2AAD', 'Workday2AD', 'SuccessFactors2AAD', 'SuccessFactors2AD'],
  outbound: [
    // Any application with a SCIM endpoint.
    'scim',
    'customappsso',
    'CustomSCIM',
    'amazonbusiness',
    'atea',
    'aws',
    'aWSSingleSignon',
    'BoxOutDelta',
    'bPanda',
    'chatWork',
    'contentstack',
    'dataBricks',
    'DropboxSCIMOutDelta',
    'facebookWorkAccounts',
    'facebookWorkplace',
    'genetec',
    'GitHubOutDelta',
    'gong',
    'GoogV2OutDelta',
    'gotomeeting',
    'gsuite',
    'logMeIn',
    'puzzel',
    'ringCentral',
    'salesforce',
    'secureLogin',
    'ServiceNowOutDelta',
    'serviceNowScim',
    'SfOutDelta',
    'SfSandboxOutDelta',
    'slack',
    'slackOutDelta',
    'swit',
    'taskizeConnect',
    'travelPerk',
    'uber',
    'vonage',
    'zendesk',
    'zoho',
    'zohoOne',
    'zoom',
  ],
};

const kinds: ReadonlyMap<string, JobKind> = new Map(
  jobKinds.flatMap((kind) =>
    kind === 'other' ? [] : templates[kind].map((id) => [id.toLowerCase(), kind] as const),
  ),
);

/**
 * Templates whose ids are known by their form only, the first that fits. A writeback carries values out of Entra into the HR system. No id
 * of a published Workday or SuccessFactors job is known whole, so their names are taken for what they say.
 */
const families: readonly (readonly [form: RegExp, kind: JobKind])[] = [
  [/^(?:workday|(?:sap)?successfactors).*writeback/, 'outbound'],
  [/^(?:workday|(?:sap)?successfactors)/, 'hrInbound'],
  // The older applications of the gallery, such as BoxOutDelta: changes go out of Entra.
  [/outdelta$/, 'outbound'],
];

/**
 * The kind of a job by its template, whatever the case. The id of the job is never looked at: its first part is not always the template.
 *
 * A template that is not known is `other`, also one that is likely to be one of the hundreds of outbound applications of the gallery: who
 * filters by kind must not take a guess for a fact.
 */
export function jobKindOf(templateId: string): JobKind {
  const id = templateId.trim().toLowerCase();
  return kinds.get(id) ?? families.find(([form]) => form.test(id))?.[1] ?? 'other';
}

/**
 * Whether a provisioning agent on a server of the customer may stand between Entra and the other side. Jobs that fill Entra itself from an
 * HR system or an API need none; where the template does not say which directory they fill, they may.
 */
export function mayUseAgent(kind: JobKind, templateId: string): boolean {
  if (kind === 'cloudSync' || kind === 'onPremises') return true;
  return (kind === 'hrInbound' || kind === 'apiInbound') && !/aad|azure|entra/i.test(templateId);
}

export function isSuccessFactors(templateId: string): boolean {
  return /^(?:sap)?successfactors/i.test(templateId.trim());
}
