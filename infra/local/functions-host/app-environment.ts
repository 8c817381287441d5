import { resolve } from 'node:path';
import type { FunctionsHostOptions } from './functions-host-options.ts';

/** What the platform gives an app beside its settings; nothing of this process's own environment but the path. */
export function appEnvironment(options: FunctionsHostOptions, appFolder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: appFolder,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Production',
    FUNCTIONS_EXTENSION_VERSION: '~4',
    FUNCTIONS_WORKER_RUNTIME: 'node',
    WEBSITE_SITE_NAME: 'local',
    WEBSITE_INSTANCE_ID: 'local',
    ...(options.caFile !== undefined && { NODE_EXTRA_CA_CERTS: resolve(options.caFile) }),
    ...options.settings,
    ...(options.easyAuth !== undefined && { WEBSITE_AUTH_ENABLED: 'True' }),
  };
}
