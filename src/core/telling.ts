/** What an event says beside its transition. */
export interface Telling {
  readonly tenantId: string;
  /** Root of the Microsoft Entra admin center of the tenant's cloud, without a slash at the end. */
  readonly portalRoot: string;
  /** Base of the connector's own HTTP functions, without a slash at the end, where it is known. */
  readonly publicUrl: string | undefined;
  /** Whether Graph's error text may be passed on; it can hold details of the tenant. */
  readonly includeErrorMessage: boolean;
}
