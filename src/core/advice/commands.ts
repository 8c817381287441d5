import type { AdviceWhere } from './cause.ts';
import type { AdviceCommand } from './row.ts';

/**
 * Commands for people with the right to change a job; the connector itself has none. Graph PowerShell comes first: whether the token of a
 * user of the Azure CLI may write jobs is not known, since it carries no scope for them.
 *
 * Ids come from outside. Nothing of them gets out of its quotes.
 *
 * @see https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start
 * @see https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-restart
 */

/** What the portal's *Restart provisioning* resets. Escrows alone would only forget the objects that failed. */
const restartScope = 'Watermark, Escrows, QuarantineState';

const unproven =
  'Unproven: 401 or 403 means that the Azure CLI may not do this: use PowerShell, or sign in as an application with Synchronization.ReadWrite.All.';

/** Goes on where the job stopped, and takes it out of quarantine. Not for a job that runs. */
export function start(where: AdviceWhere, warning: string | null = null): readonly AdviceCommand[] {
  return [
    {
      title: 'Start the job: it goes on where it stopped (Graph PowerShell)',
      shell: 'powershell',
      text: inPowerShell(where, 'Start', ''),
      warning,
      deletes: false,
    },
    {
      title: 'The same with the Azure CLI (unproven)',
      shell: 'sh',
      text: `az rest --method post --url ${inSh(urlOf(where, 'start'))}`,
      warning: joined(warning, unproven),
      deletes: false,
    },
  ];
}

/** Looks at everybody again, the objects that failed included. */
export function restart(where: AdviceWhere, also = ''): readonly AdviceCommand[] {
  const warning = joined(
    'This begins a full cycle, which takes hours to days, and weighs the scope of everybody anew: who is out of scope by now is disabled or deleted in the target.',
    also,
  );
  const body = JSON.stringify({ criteria: { resetScope: restartScope } });
  return [
    {
      title: 'Restart the job with a full cycle (Graph PowerShell)',
      shell: 'powershell',
      text: inPowerShell(where, 'Restart', bodyOf(restartScope)),
      warning,
      deletes: true,
    },
    {
      title: 'The same with the Azure CLI (unproven)',
      shell: 'sh',
      text: `az rest --method post --url ${inSh(urlOf(where, 'restart'))} --headers Content-Type=application/json --body ${inSh(body)}`,
      warning: joined(warning, unproven),
      deletes: true,
    },
  ];
}

/**
 * Carries out the deletions that Entra holds back. In PowerShell alone: there should be no second way to do this by mistake.
 *
 * @param whom more about who is deleted, in a sentence
 */
export function restartWithDeletes(where: AdviceWhere, whom: string): readonly AdviceCommand[] {
  return [
    {
      title: 'This deletes everybody whom Entra holds back (Graph PowerShell)',
      shell: 'powershell',
      text: inPowerShell(where, 'Restart', bodyOf(`${restartScope}, ForceDeletes`)),
      warning: `This deletes or disables in the target everybody whom Entra holds back. ${whom} Nothing here takes that back: run it only if every one of them is meant to go. It also begins a full cycle, which takes hours to days.`,
      deletes: true,
    },
  ];
}

function inPowerShell(where: AdviceWhere, verb: 'Start' | 'Restart', more: string): string {
  const { servicePrincipalId, jobId, graphRoot } = where;
  const environment = environments.get(graphRoot);
  return [
    `Connect-MgGraph -Scopes 'Synchronization.ReadWrite.All'${environment === undefined ? '' : ` -Environment ${environment}`}`,
    `${verb}-MgServicePrincipalSynchronizationJob -ServicePrincipalId ${quoted(servicePrincipalId)} -SynchronizationJobId ${quoted(jobId)}${more}`,
  ].join('\n');
}

/** The names that Graph PowerShell has for clouds other than the global one. */
const environments: ReadonlyMap<string, string> = new Map([
  ['https://graph.microsoft.us', 'USGov'],
  ['https://dod-graph.microsoft.us', 'USGovDoD'],
  ['https://microsoftgraph.chinacloudapi.cn', 'China'],
]);

function bodyOf(scope: string): string {
  return ` -BodyParameter @{ criteria = @{ resetScope = '${scope}' } }`;
}

/**
 * A text as an argument of PowerShell. Between single quotes only a quote means something, but PowerShell takes typographic ones for quotes
 * too, and a terminal may act on a pasted control character: a text with more than printable ASCII is written in percent-encoding.
 */
function quoted(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `([uri]::UnescapeDataString('${encoded(text)}'))`;
}

function inSh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function urlOf({ servicePrincipalId, jobId, graphRoot }: AdviceWhere, action: string): string {
  return `${graphRoot}/v1.0/servicePrincipals/${encoded(servicePrincipalId)}/synchronization/jobs/${encoded(jobId)}/${action}`;
}

/** In percent-encoding, quotes and brackets too. Lone surrogates, which nothing can encode, become U+FFFD. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function joined(...sentences: readonly (string | null)[]): string {
  return sentences.filter(Boolean).join(' ');
}
