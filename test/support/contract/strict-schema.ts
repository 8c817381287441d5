type Json = unknown;

/**
 * A document of schemas in which each object forbids what it does not name, unless it says that it is open. Readers have to
 * take more; the connector itself may not say what nobody has written down.
 */
export function strictSchema(document: Json): Json {
  if (Array.isArray(document)) return document.map(strictSchema);
  if (!isObject(document)) return document;
  const inside = Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, strictSchema(value)]),
  );
  const isObjectSchema = document.type === 'object' && isObject(document.properties);
  return isObjectSchema && document.additionalProperties === undefined
    ? { ...inside, additionalProperties: false }
    : inside;
}

function isObject(value: Json): value is { readonly [member: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
