/** A step of the portal's form. Names are those of the template's parameters, which the answers become. */
const regexOf = (regex: string, message: string) => ({ regex, validationMessage: message });

const textBox = (name: string, label: string, toolTip: string, more: object = {}) => ({
  name,
  type: 'Microsoft.Common.TextBox',
  label,
  toolTip,
  ...more,
});

const mail = '[^\\s,@]+@[^\\s,@]+';

/**
 * What the portal asks who deploys by a button: what most people set. Everything else is a parameter of the template, for those
 * who deploy by a command.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/managed-applications/create-uidefinition-overview
 */
export const uiDefinition = {
  $schema: 'https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#',
  handler: 'Microsoft.Azure.CreateUIDef',
  version: '0.1.2-preview',
  parameters: {
    config: {
      basics: {
        description:
          'Watches the provisioning jobs of Microsoft Entra and sends an event when one is quarantined. ' +
          'When this has ended, an administrator of Entra still has to consent: the outputs of the deployment name the identity.',
        location: {
          toolTip: 'A region that offers Flex Consumption: az functionapp list-flexconsumption-locations',
          resourceTypes: ['Microsoft.Web/sites'],
        },
      },
    },
    basics: [
      textBox('environmentName', 'Name', 'The base of all names.', {
        defaultValue: 'provisioning-events',
        constraints: {
          required: true,
          ...regexOf('^[a-zA-Z0-9][a-zA-Z0-9-]{0,38}[a-zA-Z0-9]$', 'Letters, digits and hyphens, up to 40.'),
        },
      }),
      textBox('packageUri', 'Package', 'Address of connector.zip of a release.', {
        constraints: {
          required: true,
          ...regexOf('^https://\\S+\\.zip$', 'The https address of a .zip file.'),
        },
      }),
      textBox('alertMail', 'Mail of the operators', 'Who gets the alerts; several with commas.', {
        constraints: {
          required: false,
          ...regexOf(`^(${mail}(,${mail})*)?$`, 'Mail addresses, with commas.'),
        },
      }),
    ],
    steps: [
      {
        name: 'watching',
        label: 'What is watched',
        elements: [
          textBox(
            'watch',
            'Applications',
            '* for the whole tenant, or ids of service principals with commas.',
            {
              defaultValue: '*',
              constraints: { required: true },
            },
          ),
          textBox(
            'subscribersFilter',
            'Events for a subscriber',
            'Empty: none is made. everything: all events.',
            {
              constraints: { required: false },
            },
          ),
          {
            name: 'alertsEnabled',
            type: 'Microsoft.Common.CheckBox',
            label: 'Alerts are on from the start, also before the consent',
            defaultValue: false,
          },
        ],
      },
    ],
    outputs: {
      environmentName: "[basics('environmentName')]",
      location: '[location()]',
      packageUri: "[basics('packageUri')]",
      alertMailReceivers: "[if(empty(basics('alertMail')), parse('[]'), split(basics('alertMail'), ','))]",
      watch: "[steps('watching').watch]",
      subscribersFilter: "[steps('watching').subscribersFilter]",
      alertsEnabled: "[steps('watching').alertsEnabled]",
    },
  },
};
