import type { DeployedApp } from './deployed-app.ts';
import { keySettings } from './key-settings.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whether the app holds no key, and sends every line of its log. Names of settings are printed, never values.
 *
 * @throws AccessError
 */
export async function checkSettings(app: DeployedApp, appId: string): Promise<Verdict> {
  const settings = await app.settings();
  const names = keySettings(settings);
  if (names.length === 0) return samplesLines(settings) ? sampled(appId) : well;
  return {
    kind: 'problem',
    text: [
      `Settings: ${names.join(', ')} ${names.length === 1 ? 'gives' : 'give'} access by a key, where the app has its identity.`,
      'A deploy can put such settings in; with keys switched off the app then does not start. Take them out:',
      `  az functionapp config appsettings delete --ids ${appId} --setting-names ${names.join(' ')}`,
      'If a key has been in there that works, renew it.',
    ].join('\n'),
  };
}

const well: Verdict = {
  kind: 'well',
  text: 'Settings: none holds a key, and every line of the log is sent.',
};

/** OpenTelemetry drops lines with the traces that its sampler drops. */
function samplesLines(settings: Readonly<Record<string, string>>): boolean {
  const {
    AzureFunctionsJobHost__telemetryMode: mode,
    OTEL_TRACES_SAMPLER,
    OTEL_TRACES_SAMPLER_ARG,
  } = settings;
  if (mode?.toLowerCase() === 'applicationinsights') return false;
  return OTEL_TRACES_SAMPLER !== 'microsoft.fixed_percentage' || Number(OTEL_TRACES_SAMPLER_ARG) !== 1;
}

function sampled(appId: string): Verdict {
  return {
    kind: 'problem',
    text: [
      'Settings: lines of the log can be sampled away, heartbeats too, and alerts then report polls that have ended. Set:',
      `  az functionapp config appsettings set --ids ${appId} --settings ` +
        'OTEL_TRACES_SAMPLER=microsoft.fixed_percentage OTEL_TRACES_SAMPLER_ARG=1.0',
    ].join('\n'),
  };
}
