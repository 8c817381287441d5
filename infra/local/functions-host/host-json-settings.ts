type JsonObject = { [name: string]: unknown };

const prefix = /^AzureFunctionsJobHost__/i;

/**
 * host.json with what app settings say instead: `AzureFunctionsJobHost__a__b` is the member `b` of `a`, as text. A member that is there
 * already is found whatever its case; a new one is named as the setting writes it.
 */
export function withSettings(
  hostJson: JsonObject,
  settings: Readonly<Record<string, string | undefined>>,
): JsonObject {
  const result = structuredClone(hostJson);
  for (const [name, value] of Object.entries(settings)) {
    if (prefix.test(name) && value !== undefined) put(result, name.replace(prefix, '').split('__'), value);
  }
  return result;
}

function put(target: JsonObject, [name = '', ...rest]: readonly string[], value: string): void {
  const known = Object.keys(target).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
  if (rest.length === 0) {
    target[known] = value;
    return;
  }
  const inner = target[known];
  const member: JsonObject = isObject(inner) ? inner : {};
  target[known] = member;
  put(member, rest, value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
