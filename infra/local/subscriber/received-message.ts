/** A message as the subscriber's client received it. */
export interface ReceivedMessage {
  /** When it arrived, ISO 8601. */
  readonly at: string;
  /** The subscription it was read from. */
  readonly subscription: string;
  readonly messageId: string;
  readonly sessionId: string | undefined;
  readonly subject: string | undefined;
  readonly correlationId: string | undefined;
  readonly contentType: string | undefined;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  /** As the client hands it over: it parses a body of JSON. */
  readonly body: unknown;
  readonly deliveryCount: number;
}

export type FromSubscriber =
  | { readonly type: 'ready' }
  | { readonly type: 'message'; readonly message: ReceivedMessage }
  | { readonly type: 'problem'; readonly text: string };

export interface SubscriberStart {
  readonly type: 'start';
  readonly fullyQualifiedNamespace: string;
  readonly customEndpointAddress: string;
  readonly topic: string;
  readonly subscription: string;
}
