import type { EasyAuthOptions } from './easy-auth/options.ts';
import type { Limits, LogRecord } from './messages.ts';
import type { ScaleGroup } from './scale-group.ts';

export interface FunctionsHostOptions {
  /** A staged app: host.json, package.json with `main`, and what that needs. */
  appFolder: string;
  /** Application settings: with a few variables of the platform, the whole environment of the app. */
  settings: Readonly<Record<string, string>>;
  /** A free one unless given. */
  port?: number;
  /** Where a debugger can attach to the app's process, on this machine only; 0: a free port. Nowhere unless given. */
  inspectPort?: number;
  /** The Node that runs the app; this one unless given. */
  nodePath?: string;
  /** PEM of an authority that the app is to trust. */
  caFile?: string;
  /** Keeps the state of timers from one host to the next. Without it no run is ever past due. */
  scheduleFile?: string;
  /** 230 s and 100 MB unless given, as on the platform. */
  limits?: Partial<Limits>;
  /** Keys beside those that are made up, or instead of them: by name, for functions by the name of the function first. */
  keys?: {
    readonly master?: string;
    /** The one named `default` is `functionKey`. */
    readonly host?: Readonly<Record<string, string>>;
    readonly functions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** The platform's authentication in front of the host; off unless given. */
  easyAuth?: EasyAuthOptions;
  /** An instance of one scale group of the app; of all in one unless given. */
  only?: ScaleGroup;
  onLog?: (record: LogRecord) => void;
}
