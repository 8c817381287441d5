import { ownRoles, purposes } from '../grant/wanted-roles.ts';
import { consentLink } from './link.ts';
import type { ConsentOptions } from './options.ts';

/** A text to send to an administrator of the tenant, who knows nothing of the connector. */
export function invitation(options: ConsentOptions): string {
  return [
    `--- to a Privileged Role Administrator of tenant ${options.tenantId} ---`,
    '',
    'An app of ours watches the provisioning jobs of Microsoft Entra in your tenant and reports when one is in trouble. It reads, and changes',
    'nothing. Please sign in and consent to it here:',
    '',
    `  ${consentLink(options)}`,
    '',
    `The page should name the app ${options.appId} and ask for these permissions of Microsoft Graph and no others:`,
    '',
    ...ownRoles.map((value) => `  ${value.padEnd(26)}${purposes[value]}`),
    '',
    'You can take the consent back at any time by deleting the app from the enterprise applications of your tenant.',
    '--- end ---',
  ].join('\n');
}

export const notThereText = (appId: string) =>
  `The tenant has no service principal of the app ${appId}: nobody has consented yet, or it was deleted. The link makes it and grants the ` +
  'app roles at once.';

export const disabledText =
  'The service principal is DISABLED in the tenant, so it gets no token: an administrator can enable it (Enterprise applications, ' +
  'Properties, Enabled for users to sign-in).';

/** Where a grant shows, and when. */
export const tokenNote =
  'A token that the connector has already lasts about an hour: until then it may go on reporting http401 or http403.';
