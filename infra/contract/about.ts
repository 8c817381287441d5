import packageJson from '../../package.json' with { type: 'json' };

/** The description of the connector in the documents. */
export const about = {
  title: 'Entra provisioning quarantine events',
  version: packageJson.version,
  license: { name: packageJson.license, url: 'https://opensource.org/license/mit' },
} as const;

export const httpDescription = `The snapshots of a tenant's Microsoft Entra synchronization jobs, the history of what was wrong with them, and the health of the connector.

Every answer says how old it is (\`observedAt\`, \`stale\`). Readers must take members and, where it says so, values that are not named here.`;

/** Where the connector is reached in the committed documents; those that it serves name its own address. */
export const placeholderHost = 'contoso-provisioning.azurewebsites.net';

export const keyDescription = 'A function key of the function app.';
