import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { Tables } from '../../tables/start-tables.ts';

/** Of a client that asks once. */
export function clientOptions(ca?: string): TableServiceClientOptions {
  return {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
    ...(ca !== undefined && { tlsOptions: { ca } }),
  };
}

/** @param ca PEM of the certificate of a service that has one */
export function clientWithKey(tables: Tables, table: string, ca?: string): TableClient {
  return TableClient.fromConnectionString(tables.connectionString, table, clientOptions(ca));
}

/** A new table, and a client that knows its key. */
export async function createTable(tables: Tables, table: string): Promise<TableClient> {
  const client = clientWithKey(tables, table);
  await client.createTable();
  return client;
}
