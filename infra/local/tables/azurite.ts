import { mkdir } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { provideModule } from '../process/provide-module.ts';

export interface Azurite {
  readonly listener: RequestListener;
  /** Writes what is not yet on disk. */
  save(): Promise<void>;
}

interface Store {
  init(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Azurite's table service without its server, so that the caller owns port, TLS and connections. It takes keys and, over TLS,
 * unsigned tokens; it logs nothing. Telemetry cannot be sent: the library for it is not even loaded, which also halves
 * the time that it takes to load Azurite.
 *
 * @param folder where the tables are kept; in memory without
 */
export async function createAzurite(folder: string | undefined): Promise<Azurite> {
  provideModule('applicationinsights', {});
  const azurite = createRequire(createRequire(import.meta.url).resolve('azurite/package.json'));
  const logger: object = azurite('./dist/src/common/Logger.js').default;
  const AccountDataStore: new (logger: object) => Store = azurite(
    './dist/src/common/AccountDataStore.js',
  ).default;
  const TableStore: new (file: string, inMemory: boolean) => Store = azurite(
    './dist/src/table/persistence/LokiTableMetadataStore.js',
  ).default;
  const ListenerFactory: new (...args: unknown[]) => { createRequestListener(): RequestListener } = azurite(
    './dist/src/table/TableRequestListenerFactory.js',
  ).default;
  const { OAuthLevel }: { OAuthLevel: { BASIC: number } } = azurite('./dist/src/common/models.js');

  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const tables = new TableStore(join(folder ?? '', 'tables.json'), folder === undefined);
  const accounts = new AccountDataStore(logger);
  await accounts.init();
  await tables.init();
  const noAccessLog = [false, undefined];
  const skipVersionCheck = false;
  const factory = new ListenerFactory(tables, accounts, ...noAccessLog, skipVersionCheck, OAuthLevel.BASIC);
  return { listener: factory.createRequestListener(), save: () => tables.close() };
}
