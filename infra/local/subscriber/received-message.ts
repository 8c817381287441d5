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
  /** The body's bytes in base64; undefined when the client did not hand over bytes. */
  readonly body: string | undefined;
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
