import type { EasyAuthOptions } from './easy-auth/options.ts';
import type { FunctionInfo } from './function-info.ts';
import type { HostLog, Invoker } from './invoker.ts';
import type { Keys } from './keys.ts';
import type { Limits } from './messages.ts';
import type { HostRoute } from './route.ts';

/** What the host's HTTP side and its administration serve. */
export interface HostSite {
  readonly functions: readonly FunctionInfo[];
  readonly routePrefix: string;
  readonly routes: readonly HostRoute[];
  readonly keys: Keys;
  readonly limits: Limits;
  readonly easyAuth: EasyAuthOptions | undefined;
  readonly invoker: Invoker;
  /** Begins a run of a function that has no HTTP trigger, without waiting for its end; false when there is no such function. */
  readonly runByHand: (name: string, input: string) => boolean;
  readonly log: HostLog;
}
