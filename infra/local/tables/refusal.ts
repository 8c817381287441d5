import { randomUUID } from 'node:crypto';
import type { EntityRefusal } from './entity-limits.ts';

/** An answer, ready for the wire. */
export interface TableAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = 'application/json;odata=minimalmetadata;streaming=true;charset=utf-8';

/** The service's answer to a request that it refuses. */
export function refused(
  status: number,
  { code, message }: EntityRefusal,
  headers: Readonly<Record<string, string>> = {},
): TableAnswer {
  const trace = `RequestId:${randomUUID()}\nTime:${new Date().toISOString()}`;
  const error = { code, message: { lang: 'en-US', value: `${message}\n${trace}` } };
  return {
    status,
    headers: { 'content-type': json, 'x-ms-error-code': code, 'x-ms-version': '2019-02-02', ...headers },
    body: JSON.stringify({ 'odata.error': error }),
  };
}

/** A transaction is refused as a whole: inside a 202 stands one answer, which names the place of the entity. */
export function transactionRefused(place: number, { code, message }: EntityRefusal): TableAnswer {
  const batch = `batchresponse_${randomUUID()}`;
  const changeset = `changesetresponse_${randomUUID()}`;
  const inner = refused(400, { code, message: `${place}:${message}` });
  const lines = [
    `--${batch}`,
    `Content-Type: multipart/mixed; boundary=${changeset}`,
    '',
    `--${changeset}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    'HTTP/1.1 400 Bad Request',
    'X-Content-Type-Options: nosniff',
    'DataServiceVersion: 3.0;',
    `Content-Type: ${json}`,
    '',
    inner.body,
    `--${changeset}--`,
    `--${batch}--`,
    '',
  ];
  return {
    status: 202,
    headers: { 'content-type': `multipart/mixed; boundary=${batch}`, 'x-ms-version': '2019-02-02' },
    body: lines.join('\r\n'),
  };
}
