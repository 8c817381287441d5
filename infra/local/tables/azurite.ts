import { mkdir } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { provideModule } from '../process/provide-module.ts';
import { brokenLimit, type LimitBroken, type WireEntity } from './entity-limits.ts';
import { type ConditionOf, findRowsByKey, type KeyedStore } from './rows-by-key.ts';

export interface Azurite {
  readonly listener: RequestListener;
  /** Writes what is not yet on disk, and lets go of all else. */
  close(): Promise<void>;
}

interface Store {
  init(): Promise<void>;
  close(): Promise<void>;
}

interface StoredEntity {
  readonly PartitionKey: string;
  readonly RowKey: string;
  readonly properties: WireEntity;
}

interface EntityStore extends Store, KeyedStore {
  queryTableEntitiesWithPartitionAndRowKey(
    ...key: [context: object, table: string, account: string, partitionKey: string, rowKey: string]
  ): Promise<StoredEntity | null>;
  mergeTableEntity(
    ...change: [context: object, table: string, account: string, entity: StoredEntity, ...unknown[]]
  ): Promise<object>;
}

/** What is used of Azurite's TableHandler. */
interface EntityHandler {
  readonly prototype: { checkProperties(context: object, entity: WireEntity): void };
}

type Application = RequestListener & { set(setting: string, value: unknown): void };

type Refuse = (context: object, broken: LimitBroken | undefined) => void;

/**
 * Azurite's table service without its server, so that the caller owns port and connections, and with the limits of the service
 * that it does not know itself. It takes keys and, where `x-forwarded-proto` of a local caller says https, unsigned
 * tokens; it logs nothing. A process may have several, each with its own tables.
 *
 * @param folder where the tables are kept; in memory without
 */
export async function createAzurite(folder: string | undefined): Promise<Azurite> {
  const { AccountDataStore, TableStore, ListenerFactory, conditionOf, logger, basicOAuth, refuse } = load();
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const tables = new TableStore(join(folder ?? '', 'tables.json'), folder === undefined);
  const accounts = new AccountDataStore(logger);
  await accounts.init();
  await tables.init();
  findRowsByKey(tables, conditionOf);
  limitMerges(tables, refuse);
  const noAccessLog = [false, undefined];
  const skipVersionCheck = false;
  const factory = new ListenerFactory(tables, accounts, ...noAccessLog, skipVersionCheck, basicOAuth);
  const listener = factory.createRequestListener();
  listener.set('trust proxy', 'loopback');
  return {
    listener,
    async close() {
      await tables.close();
      await accounts.close();
    },
  };
}

let loaded: ReturnType<typeof loadAzurite> | undefined;

function load(): ReturnType<typeof loadAzurite> {
  loaded ??= loadAzurite();
  return loaded;
}

/** Telemetry cannot be sent: the library for it is not even loaded, which also halves the time that it takes to load Azurite. */
function loadAzurite() {
  provideModule('applicationinsights', {});
  const azurite = createRequire(createRequire(import.meta.url).resolve('azurite/package.json'));
  const logger: object = azurite('./dist/src/common/Logger.js').default;
  const AccountDataStore: new (logger: object) => Store = azurite(
    './dist/src/common/AccountDataStore.js',
  ).default;
  const TableStore: new (file: string, inMemory: boolean) => EntityStore = azurite(
    './dist/src/table/persistence/LokiTableMetadataStore.js',
  ).default;
  const ListenerFactory: new (...args: unknown[]) => { createRequestListener(): Application } = azurite(
    './dist/src/table/TableRequestListenerFactory.js',
  ).default;
  const { default: queries }: { default: { generateQueryForPersistenceLayer: ConditionOf } } = azurite(
    './dist/src/table/persistence/LokiTableStoreQueryGenerator.js',
  );
  const { OAuthLevel }: { OAuthLevel: { BASIC: number } } = azurite('./dist/src/common/models.js');
  const StorageError: new (
    ...is: [
      status: number,
      code: string,
      message: string,
      requestId: string,
      more: undefined,
      context: object,
    ]
  ) => Error = azurite('./dist/src/table/errors/StorageError.js').default;
  const refuse: Refuse = (context, broken) => {
    const id = 'contextID' in context ? String(context.contextID) : '';
    if (broken) throw new StorageError(400, broken.code, broken.message, id, undefined, context);
  };
  limitEntities(azurite('./dist/src/table/handlers/TableHandler.js').default, refuse);
  return {
    logger,
    AccountDataStore,
    TableStore,
    ListenerFactory,
    conditionOf: queries.generateQueryForPersistenceLayer,
    basicOAuth: OAuthLevel.BASIC,
    refuse,
  };
}

/** Inside Azurite, so that it comes after its look at the caller and, in a transaction, tells which entity it was. */
function limitEntities({ prototype }: EntityHandler, refuse: Refuse): void {
  const { checkProperties } = prototype;
  prototype.checkProperties = function (context, entity) {
    checkProperties.call(this, context, entity);
    refuse(context, brokenLimit(entity));
  };
}

/** A merge can break a limit by what is there already. */
function limitMerges(tables: EntityStore, refuse: Refuse): void {
  const merge = tables.mergeTableEntity.bind(tables);
  tables.mergeTableEntity = async (context, table, account, entity, ...more) => {
    const { PartitionKey, RowKey } = entity;
    const key = [PartitionKey, RowKey] as const;
    const before = await tables.queryTableEntitiesWithPartitionAndRowKey(context, table, account, ...key);
    refuse(context, brokenLimit({ ...before?.properties, ...entity.properties, PartitionKey, RowKey }));
    return merge(context, table, account, entity, ...more);
  };
}
