import { parseConfig } from '../../../src/config/config.ts';
import { misspelledSettings } from '../../../src/config/misspelled-settings.ts';
import { ConfigurationError } from '../../../src/core/errors.ts';

/** Settings of the platform, of which the connector knows nothing. */
const ofThePlatform = /^(?:Azure(?:WebJobs|Functions)|FUNCTIONS_|WEBSITE_|APPLICATIONINSIGHTS_|OTEL_|NODE_)/;

/** A sentence for each setting that would have no effect. */
export function unknownSettings(settings: Readonly<Record<string, string>>): string[] {
  const known = settingNames();
  const meant = new Map(misspelledSettings(settings, known).map((each) => [each.name, each.meant]));
  return Object.keys(settings)
    .filter((name) => !known.has(name) && !ofThePlatform.test(name))
    .map((name) => {
      const advice = meant.has(name) ? `write ${meant.get(name)}` : 'docs/settings.md lists all';
      return `--set ${name} names no setting of the connector: ${advice}.`;
    });
}

/** Every name that the connector looks up, which none knows better than what reads them. */
function settingNames(): ReadonlySet<string> {
  const names = new Set<string>();
  const empty = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        names.add(String(name));
        // Some are looked up only where there are several tenants.
        return name === 'TENANTS' ? '00000000-0000-0000-0000-000000000001' : undefined;
      },
    },
  );
  try {
    parseConfig(empty);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
  }
  return names;
}
