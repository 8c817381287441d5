import { z } from 'zod';
import { loadDefinition, type OnCallName } from './load-definition.ts';
import { alertsUrl, jiraServiceManagement } from './receivers/jira-service-management.ts';
import { pagerDuty, pagerDutyUrl } from './receivers/pagerduty.ts';
import type { Answer, Receiver } from './receivers/receiver.ts';
import { serviceNow, serviceNowUrl } from './receivers/servicenow.ts';
import { Subscription, triggerBodyOf } from './subscription.ts';
import type { WorkflowDefinition } from './workflow/definition.ts';
import type { Call } from './workflow/perform-action.ts';
import { runWorkflow, type WorkflowRun } from './workflow/run-workflow.ts';

const receiverOf: Readonly<Record<OnCallName, () => Receiver>> = {
  pagerduty: pagerDuty,
  servicenow: serviceNow,
  'jira-service-management': jiraServiceManagement,
};

export const secret = '0123456789abcdef0123456789abcdef';
const handledUrl = 'https://st.table.example/OnCallnight';
const subscriptionName = 'on-call-night';

/** What every on-call consumer is given; each takes of it what it declares. */
const parameters: Readonly<Record<string, unknown>> = {
  $connections: { servicebus: { connectionId: '/connections/servicebus' } },
  topicName: 'provisioning-quarantine',
  subscriptionName,
  tenantNames: {},
  handledUrl,
  secretUrl: 'https://vault.example/secrets/key',
  pagerDutyUrl,
  serviceNowUrl,
  serviceNowUser: 'provisioning',
  assignmentGroup: '',
  closeCode: 'Solution provided',
  alertsUrl,
};

const row = z.looseObject({ RowKey: z.string(), Sequence: z.string() });

export type { Answer };

type Fault = Answer & { readonly taken?: boolean };

export interface OnCallOptions {
  readonly resolveAfterMinutes?: number;
  readonly linkToConnector?: boolean;
  readonly maxDeliveryCount?: number;
  readonly now?: Date;
  /**
   * Answers instead of what is asked, or throws for no answer at all. With `taken` the other side does what it was asked for before.
   */
  readonly fault?: (call: Call) => Fault | Promise<Fault> | undefined;
}

export interface OnCallRun extends WorkflowRun {
  readonly calls: readonly Call[];
}

const definitions = new Map<OnCallName, Promise<WorkflowDefinition>>();
function definitionOf(name: OnCallName): Promise<WorkflowDefinition> {
  const definition = definitions.get(name) ?? loadDefinition(name);
  definitions.set(name, definition);
  return definition;
}

/** An on-call consumer with its subscription, its table and its receiver. */
export class OnCallWorld {
  readonly subscription: Subscription;
  readonly receiver: Receiver;
  /** The highest sequence handled, by key. */
  readonly handled = new Map<string, string>();
  readonly #name: OnCallName;
  readonly #options: OnCallOptions;

  constructor(name: OnCallName, options: OnCallOptions = {}) {
    const { now = new Date('2027-01-01T00:00:00Z'), maxDeliveryCount = 20 } = options;
    this.#name = name;
    this.#options = options;
    this.receiver = receiverOf[name]();
    this.subscription = new Subscription(now, maxDeliveryCount);
  }

  /** Puts events onto the subscription, and lets the consumer work on all that nobody has locked. */
  async handle(...events: readonly string[]): Promise<readonly OnCallRun[]> {
    for (const event of events) this.subscription.send(event, sessionOf(event));
    return this.work();
  }

  /** Later, what was locked meanwhile comes again. */
  async later(minutes: number): Promise<readonly OnCallRun[]> {
    this.subscription.now += minutes * 60_000;
    return this.work();
  }

  async work(): Promise<readonly OnCallRun[]> {
    const runs: OnCallRun[] = [];
    for (let message = this.subscription.receive(); message; message = this.subscription.receive()) {
      const locked = message;
      const calls: Call[] = [];
      const { resolveAfterMinutes = 0, linkToConnector = true } = this.#options;
      const run = await runWorkflow(await definitionOf(this.#name), {
        parameters: { ...parameters, resolveAfterMinutes, linkToConnector },
        triggerBody: triggerBodyOf(locked),
        now: new Date(this.subscription.now),
        call: async (call) => {
          calls.push(call);
          return this.subscription.settle(locked, call) ?? this.#answer(call);
        },
      });
      runs.push({ ...run, calls });
    }
    return runs;
  }

  /** Keys under which an incident is open, each as often as there are. */
  get open(): readonly string[] {
    return this.receiver.incidents.flatMap(({ key, open }) => (open ? [key] : []));
  }

  async #answer(call: Call): Promise<Answer> {
    const fault = await this.#options.fault?.(call);
    if (!fault) return this.#really(call);
    if (fault.taken) this.#really(call);
    return fault;
  }

  #really(call: Call): Answer {
    if (call.action === 'Read_secret') return { status: 200, body: { value: secret } };
    if (!call.uri.startsWith(handledUrl)) return this.receiver.answer(call);
    if (call.action === 'Read_handled') {
      const [, key = ''] = /RowKey%20eq%20'([^']+)'$/.exec(call.uri) ?? [];
      const sequence = this.handled.get(key);
      return { status: 200, body: { value: sequence === undefined ? [] : [{ Sequence: sequence }] } };
    }
    const { RowKey, Sequence } = row.parse(call.body);
    this.handled.set(RowKey, Sequence);
    return { status: 204 };
  }
}

/** A session for each job, as the connector's messages have one. */
function sessionOf(event: string): string {
  const { data } = z.looseObject({ data: z.looseObject({ jobId: z.string() }) }).parse(JSON.parse(event));
  return `2ed9f347-c4aa-5155-bb69-${Buffer.from(data.jobId).toString('hex').padStart(12, '0').slice(-12)}`;
}
