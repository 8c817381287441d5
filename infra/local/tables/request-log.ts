import type { Asked } from './faults.ts';

/** A request that came in and what became of it. */
export interface TableRequestRecord extends Asked {
  /** 0 until it is answered, and stays 0 when the connection was cut instead. */
  readonly status: number;
}

export interface RequestLog {
  /** In the order in which they came in. */
  readonly records: readonly TableRequestRecord[];
  /** Gives the record, and the way to complete it. */
  add(
    asked: Omit<Asked, 'body'>,
    body: Buffer,
  ): { record: TableRequestRecord; answered(status: number): void };
}

const mostRecords = 10_000;
const mostBytes = 64 * 1024 * 1024;

/** Keeps the last 10,000 requests, fewer when their bodies are more than 64 MiB. */
export function createRequestLog(): RequestLog {
  const records: TableRequestRecord[] = [];
  const sizes: number[] = [];
  let bytes = 0;
  return {
    records,
    add(asked, body) {
      let status = 0;
      const record = {
        ...asked,
        // Most bodies are never looked at.
        get body() {
          return body.toString();
        },
        get status() {
          return status;
        },
      };
      records.push(record);
      sizes.push(body.length);
      bytes += body.length;
      while (records.length > mostRecords || bytes > mostBytes) {
        records.shift();
        bytes -= sizes.shift() ?? 0;
      }
      return {
        record,
        answered(as) {
          status = as;
        },
      };
    },
  };
}
