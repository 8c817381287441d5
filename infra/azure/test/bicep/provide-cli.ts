import type { TestProject } from 'vitest/node';
import { bicepCli } from '../../bicep-cli.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly bicepCli: string;
  }
}

/** Gets the CLI once, before any check runs. */
export default async function provideCli({ provide }: TestProject): Promise<void> {
  provide('bicepCli', await bicepCli());
}
