/** A request as it comes in. */
export interface TableRequest {
  readonly method: string;
  /** Path and query, without the account: `/$batch`, `/Table(PartitionKey='p',RowKey='r')`. */
  readonly path: string;
  readonly body: string;
}

/** Something that goes wrong. What it does not name stays as it would be without it. */
export interface TableFault {
  match: (request: TableRequest) => boolean;
  /** Happens elsewhere before the request goes on. */
  meanwhile?: () => unknown;
  /** Answers this much later. */
  delayMs?: number;
  /** Answers with this status and `code`, and does nothing. */
  status?: number;
  code?: string;
  /** Of the refusal, such as `retry-after`. */
  headers?: Readonly<Record<string, string>>;
  /** Cuts the connection, before the request took effect, or after it did but before the answer. */
  cut?: 'before' | 'after';
  /** Keeps the connection open and never answers. */
  hang?: true;
  /** Sends the first half of the answer as if it were the whole. */
  malformed?: true;
  /** How many requests it meets; all of them unless given. */
  times?: number;
}
