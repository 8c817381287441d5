/** List prices in US dollars, West Europe or East US, without free grants unless they are named. Put your own here. */
export interface Prices {
  /** When they were looked up, and how sure they are. */
  readonly of: string;
  readonly functions: {
    readonly perMillionExecutions: number;
    readonly perGbSecond: number;
    readonly freeExecutions: number;
    readonly freeGbSeconds: number;
  };
  readonly storage: { readonly per10kTransactions: number; readonly perGbMonth: number };
  readonly serviceBus: {
    readonly baseMonth: number;
    readonly perMillionOperations: number;
    readonly included: number;
  };
  readonly logs: { readonly perGb: number };
  readonly alertRuleMonth: number;
  readonly logicApp: { readonly perConnectorCall: number; readonly perAction: number };
}

/** From memory of Azure's price pages, not looked up on the day: check them before you rely on a sum. */
export const prices: Prices = {
  of: '2026-11, from memory',
  functions: {
    perMillionExecutions: 0.4,
    perGbSecond: 0.000026,
    freeExecutions: 250_000,
    freeGbSeconds: 100_000,
  },
  storage: { per10kTransactions: 0.00036, perGbMonth: 0.045 },
  serviceBus: { baseMonth: 9.81, perMillionOperations: 0.8, included: 13_000_000 },
  logs: { perGb: 2.3 },
  alertRuleMonth: 1.5,
  logicApp: { perConnectorCall: 0.000125, perAction: 0.000025 },
};
