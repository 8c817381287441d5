/** An event in the form in which it is stored and sent: a structured CloudEvent and the properties of its message. */
export interface QuarantineEvent {
  /** The CloudEvent's id and the message's messageId. */
  readonly id: string;
  /** The CloudEvent's type and the message's subject. */
  readonly type: string;
  /** One a job: events of a session keep their order. */
  readonly sessionId: string;
  /** One an episode: a began and its cleared share it. */
  readonly correlationId: string;
  readonly contentType: string;
  readonly applicationProperties: Readonly<Record<string, string>>;
  /** The CloudEvent as UTF-8 JSON, at most 48 KiB. A repeat sends these very bytes. */
  readonly body: Uint8Array;
}
