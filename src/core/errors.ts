/**
 * An error with a stable code and a sentence that says what the operator can do. Adapters translate SDK errors to these. Names stand as
 * texts, because the build shortens those of classes.
 */
export class ConnectorError extends Error {
  override readonly name: string = 'ConnectorError';
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Graph, or the identity it wants, could not be used at all. */
export class SourceError extends ConnectorError {
  override readonly name: string = 'SourceError';
}

/** Table Storage could not be read or written. */
export class StoreError extends ConnectorError {
  override readonly name: string = 'StoreError';
}

/** The text that should say where a page begins is not one that this store gave. */
export class BadPageError extends ConnectorError {
  override readonly name: string = 'BadPageError';
}

/** Table Storage holds a row that this version cannot read. */
export class DamagedRowError extends StoreError {
  override readonly name: string = 'DamagedRowError';
  readonly rowKey: string;
  readonly problem: string;
  constructor(rowKey: string, problem: string) {
    super(
      'DamagedRow',
      `The row '${rowKey}' cannot be read (${problem}). It is left as it is: run the version that wrote it, or delete it to start again.`,
    );
    this.rowKey = rowKey;
    this.problem = problem;
  }
}

/** Service Bus did not accept an event. */
export class PublishError extends ConnectorError {
  override readonly name: string = 'PublishError';
  /** An error of one message stops its job alone; one of the entity or the connection stops the dispatch. */
  readonly scope: 'message' | 'entity';
  constructor(scope: 'message' | 'entity', code: string, message: string, cause?: unknown) {
    super(code, message, cause);
    this.scope = scope;
  }
}

/** Settings are missing or wrong; the message names every one and its fix. */
export class ConfigurationError extends ConnectorError {
  override readonly name: string = 'ConfigurationError';
  /** Whether every caller may read the message: not where callers see some tenants only, which it may name. */
  readonly isForCallers: boolean;
  constructor(code: string, message: string, isForCallers = true) {
    super(code, message);
    this.isForCallers = isForCallers;
  }
}

/** Another run has taken over, or the table is not the one that was claimed: this run may not write any more. */
export class TakenOverError extends StoreError {
  override readonly name: string = 'TakenOverError';
  constructor() {
    super(
      'TakenOver',
      'Another run has taken over, or the table was made again: this run ends and writes nothing more. The next poll does the rest.',
    );
  }
}

/** Whether the table failed and the run may go on: it has not been overtaken. */
export function isStoreFailure(error: unknown): error is StoreError {
  return error instanceof StoreError && !(error instanceof TakenOverError);
}

/** Table Storage refuses one write, such as a row that is too large; others go on. */
export class RefusedWriteError extends StoreError {
  override readonly name: string = 'RefusedWriteError';
}
