/** A step of the portal's form. Names are those of the template's parameters, which the answers become. */
const regexOf = (regex: string, message: string) => ({ regex, validationMessage: message });

const textBox = (name: string, label: string, toolTip: string, more: object = {}) => ({
  name,
  type: 'Microsoft.Common.TextBox',
  label,
  toolTip,
  ...more,
});

const guid = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
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
            defaultValue: true,
          },
        ],
      },
      {
        name: 'several',
        label: 'Several tenants',
        elements: [
          {
            name: 'about',
            type: 'Microsoft.Common.TextBlock',
            options: {
              text:
                'Leave this step as it is where one tenant is watched, that of this subscription. The jobs of others are read by an ' +
                'app registration of this tenant, to which each of them consents.',
              link: {
                label: 'Application permissions and consent of several tenants',
                uri: 'https://learn.microsoft.com/entra/identity-platform/howto-convert-app-to-be-multi-tenant',
              },
            },
          },
          textBox(
            'graphAppId',
            'App registration',
            'Its client id. It has to be for accounts in any tenant.',
            {
              constraints: {
                required: false,
                ...regexOf(`^(${guid})?$`, 'The client id of an app registration.'),
              },
            },
          ),
          {
            name: 'tenants',
            type: 'Microsoft.Common.EditableGrid',
            ariaLabel: 'Further tenants',
            label: 'Further tenants',
            constraints: {
              width: 'Full',
              rows: { count: { min: 0, max: 200 } },
              columns: [
                {
                  id: 'id',
                  header: 'Tenant',
                  width: '1fr',
                  element: {
                    type: 'Microsoft.Common.TextBox',
                    placeholder: '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e',
                    constraints: {
                      required: true,
                      validations: [{ regex: `^${guid}$`, message: 'The id of a tenant.' }],
                    },
                  },
                },
                {
                  id: 'name',
                  header: 'Name for people',
                  width: '1fr',
                  element: {
                    type: 'Microsoft.Common.TextBox',
                    placeholder: 'Contoso',
                    constraints: {
                      required: false,
                      validations: [{ regex: '^[^,]*$', message: 'No comma.' }],
                    },
                  },
                },
              ],
            },
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
      graphAppId: "[steps('several').graphAppId]",
      tenants: "[steps('several').tenants]",
      subscribersFilter: "[steps('watching').subscribersFilter]",
      alertsEnabled: "[steps('watching').alertsEnabled]",
    },
  },
};
