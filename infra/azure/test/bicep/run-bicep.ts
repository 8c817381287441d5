import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/** The folder of the templates. */
export const templates = fileURLToPath(new URL('../../', import.meta.url));

export interface BicepRun {
  readonly succeeded: boolean;
  readonly output: string;
  /** Errors and warnings, a line each. */
  readonly diagnostics: string;
}

/** What azd always knows. */
export const ofAzd = { AZURE_ENV_NAME: 'contoso', AZURE_LOCATION: 'westeurope' };

/** Runs the CLI where azd, or a shell, knows more; a failure is an answer too. */
export function runBicepWith(
  known: Readonly<Record<string, string>>,
  ...parameters: string[]
): Promise<BicepRun> {
  return new Promise((resolve) => {
    execFile(
      inject('bicepCli'),
      parameters,
      { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...ofAzd, ...known } },
      (error, output, diagnostics) => {
        resolve({ succeeded: error === null, output, diagnostics });
      },
    );
  });
}
