import type { StatusPorts } from '../status/status-ports.ts';

/** What the routes that answer from the table need. */
export interface ServedPorts extends StatusPorts {
  readonly config: StatusPorts['config'] & {
    /** Base of links to the HTTP functions, without `/api`; undefined: as the caller addressed the host. */
    readonly publicUrl: string | undefined;
  };
}
