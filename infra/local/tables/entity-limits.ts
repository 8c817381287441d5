/** What the service says to an entity that it will not have. */
export interface EntityRefusal {
  readonly code: string;
  readonly message: string;
}

/** An entity as OData's JSON: values, and the type of those that JSON does not know as `name@odata.type`. */
export type WireEntity = Readonly<Record<string, unknown>>;

const mostProperties = 252;
const mostBytes = 1024 * 1024;
const oldest = Date.UTC(1601, 0, 1);
const typeOf = '@odata.type';
const system = new Set(['PartitionKey', 'RowKey', 'Timestamp']);

/** The limits of the service that Azurite does not know. Undefined when the entity keeps to them. */
export function refusalOf(entity: WireEntity): EntityRefusal | undefined {
  const names = Object.keys(entity).filter((name) => !name.includes('@') && !name.startsWith('odata.'));
  if (names.some((name) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))) {
    return { code: 'PropertyNameInvalid', message: 'The property name is invalid.' };
  }
  if (names.filter((name) => !system.has(name)).length > mostProperties) {
    const message =
      'The entity contains more properties than allowed. Each entity can include up to 252 properties';
    return { code: 'TooManyProperties', message };
  }
  if (names.some((name) => entity[name + typeOf] === 'Edm.DateTime' && !isStorable(entity[name]))) {
    return { code: 'OutOfRangeInput', message: 'One of the request inputs is out of range.' };
  }
  if (sizeOf(entity, names) > mostBytes) {
    return { code: 'EntityTooLarge', message: 'The entity is larger than the maximum allowed size (1MB).' };
  }
  return undefined;
}

function isStorable(date: unknown): boolean {
  // A time that cannot be read is left to Azurite.
  return !(Date.parse(String(date)) < oldest);
}

/** As the service counts: text in UTF-16, four bytes for the entity and eight for each property. */
function sizeOf(entity: WireEntity, names: readonly string[]): number {
  const keys = String(entity.PartitionKey ?? '').length + String(entity.RowKey ?? '').length;
  const own = names.filter((name) => !system.has(name));
  return own.reduce((sum, name) => sum + 8 + 2 * name.length + valueSize(entity, name), 4 + 2 * keys);
}

function valueSize(entity: WireEntity, name: string): number {
  const value = entity[name];
  if (typeof value !== 'string') return typeof value === 'boolean' ? 1 : 8;
  if (entity[name + typeOf] === 'Edm.Binary') return 4 + Buffer.byteLength(value, 'base64');
  if (entity[name + typeOf] === 'Edm.Guid') return 16;
  return entity[name + typeOf] === undefined ? 4 + 2 * value.length : 8;
}
