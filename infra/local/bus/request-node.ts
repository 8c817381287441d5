import type { EventContext, Message, Receiver, Sender } from 'rhea';

/** An answer of a node that answers requests (`$cbs`, `$management`). Status codes are those of HTTP. */
export interface NodeAnswer {
  readonly status: number;
  readonly description: string;
  /** The AMQP condition, with an error. */
  readonly condition?: string;
  readonly body?: unknown;
}

/** How a node names the parts of its answer: the two nodes of the service differ. */
export interface AnswerNames {
  readonly status: string;
  readonly description: string;
  readonly condition: string;
}

export const cbsNames: AnswerNames = {
  status: 'status-code',
  description: 'status-description',
  condition: 'error-condition',
};

export const managementNames: AnswerNames = {
  status: 'statusCode',
  description: 'statusDescription',
  condition: 'errorCondition',
};

/** The links of one connection on which answers go back, by the name that requests give in `reply_to`. */
export class ReplyLinks {
  readonly #links = new Map<string, Sender>();

  add(sender: Sender): void {
    for (const name of namesOf(sender)) this.#links.set(name, sender);
  }

  remove(sender: Sender): void {
    for (const name of namesOf(sender)) this.#links.delete(name);
  }

  find(replyTo: string | undefined): Sender | undefined {
    return replyTo === undefined ? undefined : this.#links.get(replyTo);
  }
}

/** The `$cbs` client names the link in its requests, the `$management` client the target of the link. */
function namesOf(sender: Sender): readonly string[] {
  return [sender.name, sender.target?.address].filter((name) => name !== undefined && name !== null);
}

/** Answers each request that comes in on the link. A request that names no open reply link goes unanswered. */
export function answerRequests(
  receiver: Receiver,
  replies: ReplyLinks,
  names: AnswerNames,
  answer: (request: Message) => NodeAnswer,
): void {
  receiver.on('message', ({ message, delivery }: EventContext) => {
    delivery?.accept();
    if (message === undefined) return;
    const { status, description, condition, body } = answer(message);
    replies.find(message.reply_to)?.send({
      ...(message.message_id !== undefined && { correlation_id: message.message_id }),
      application_properties: {
        [names.status]: status,
        [names.description]: description,
        ...(condition !== undefined && { [names.condition]: condition }),
      },
      body,
    });
  });
}
