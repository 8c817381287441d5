/** An answer of the connector, as the runtime of workflows reads it. */
interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

interface Entry {
  readonly number: number;
  readonly event: { readonly id: string };
}

/**
 * A polling trigger of a custom connector as the runtime of Power Automate and Logic Apps plays it. It calls the operation as the maker set
 * it up, and from then on the address of the last `Location`, which it keeps over restarts. 200 starts one workflow for each entry of the
 * list, 202 none. Where an answer is none of both the workflow's history shows a failure, and the same address is called again.
 *
 * @see https://learn.microsoft.com/connectors/custom-connectors/create-polling-trigger
 * @see https://learn.microsoft.com/azure/logic-apps/logic-apps-create-api-app#check-for-new-data-or-events-regularly-with-the-polling-trigger-pattern
 */
export class WorkflowRuntime {
  /** The events that each started a workflow, in order. */
  readonly started: Entry[] = [];
  /** Statuses of the answers. */
  readonly statuses: number[] = [];
  /** What it keeps of the trigger. */
  state: string | undefined;
  readonly #operation: string;
  readonly #call: (url: string) => Promise<Answered>;

  /** @param operation address with the parameters that the maker chose */
  constructor(operation: string, call: (url: string) => Promise<Answered>, state?: string) {
    this.#operation = operation;
    this.#call = call;
    this.state = state;
  }

  /** One recurrence: it calls again at once while it is told to come back sooner than in a few seconds. */
  async recur(): Promise<void> {
    for (;;) {
      const answer = await this.#call(this.state ?? this.#operation);
      this.statuses.push(answer.status);
      if (answer.status !== 200 && answer.status !== 202) return;
      const location = answer.headers.get('location');
      const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
      if (location === null || !Number.isInteger(retryAfter))
        throw new Error('The trigger gives no state, or does not say when to ask again.');
      this.state = location;
      if (answer.status === 202) return;
      const { value } = (await answer.json()) as { value: Entry[] };
      this.started.push(...value);
      if (retryAfter > 5) return;
    }
  }
}
