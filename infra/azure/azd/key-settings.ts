/** The platform has been seen to put these in at a deploy, with a key of the storage account. */
const injected = new Set(['azurewebjobsstorage', 'deployment_storage_connection_string']);

/** A key or a signature, as connection strings and addresses carry them. */
const secret = /(?:AccountKey|SharedAccessKey|SharedAccessSignature)\s*=|[?&;]sig=/i;

/** Names of the settings that give access by a key, where the app is to have its identity alone. */
export function keySettings(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(settings)
    .filter((name) => injected.has(name.toLowerCase()) || secret.test(settings[name] ?? ''))
    .sort();
}
