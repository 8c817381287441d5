import { loadDefinition } from './load-definition.ts';
import type { Call } from './workflow/perform-action.ts';
import { runWorkflow, type WorkflowRun } from './workflow/run-workflow.ts';

/** Names that need encoding, so that a path without it is seen. */
export const topicName = 'teams/quarantine events';
export const subscriptionName = 'work flows';

const parameters = {
  $connections: { servicebus: { connectionId: '/connections/servicebus' } },
  topicName,
  subscriptionName,
  linkToConnector: true,
  tenantNames: {},
  postToTeams: true,
  teamsWebhookUrl: 'https://teams.example/hook?sig=secret',
  sendMail: false,
  mailEndpoint: '',
  mailSender: '',
  mailReceivers: [],
};

/** A message as the Service Bus connector hands it to a workflow. */
export interface TriggerBody {
  readonly ContentData: string;
  readonly ContentType: string;
  readonly LockToken: string;
  readonly SessionId?: string;
}

export interface NoticeRun extends WorkflowRun {
  readonly calls: readonly Call[];
}

/** Runs the notice on a message; `answer` gives the status of each call, 202 unless given. */
export async function runNotice(
  triggerBody: TriggerBody,
  more: Readonly<Record<string, unknown>> = {},
  answer: (call: Call) => number | Promise<number> = () => 202,
): Promise<NoticeRun> {
  const calls: Call[] = [];
  const run = await runWorkflow(await loadDefinition('notice'), {
    parameters: { ...parameters, ...more },
    triggerBody,
    call: async (call) => {
      calls.push(call);
      return { status: await answer(call) };
    },
  });
  return { ...run, calls };
}

export function messageOf(body: Uint8Array | string, lockToken = 'lock-1'): TriggerBody {
  return {
    ContentData: Buffer.from(body).toString('base64'),
    ContentType: 'application/cloudevents+json; charset=utf-8',
    LockToken: lockToken,
  };
}
