/** Columns that both tables have, as Microsoft's reference of the tables of Azure Monitor Logs lists them. */
const common = {
  AppRoleInstance: 'string',
  AppRoleName: 'string',
  AppVersion: 'string',
  _BilledSize: 'real',
  ClientBrowser: 'string',
  ClientCity: 'string',
  ClientCountryOrRegion: 'string',
  ClientIP: 'string',
  ClientModel: 'string',
  ClientOS: 'string',
  ClientStateOrProvince: 'string',
  ClientType: 'string',
  IKey: 'string',
  _IsBillable: 'string',
  ItemCount: 'int',
  Measurements: 'dynamic',
  OperationId: 'string',
  OperationName: 'string',
  ParentId: 'string',
  Properties: 'dynamic',
  ReferencedItemId: 'string',
  ReferencedType: 'string',
  ResourceGUID: 'string',
  _ResourceId: 'string',
  SDKVersion: 'string',
  SessionId: 'string',
  SourceSystem: 'string',
  _SubscriptionId: 'string',
  SyntheticSource: 'string',
  TenantId: 'string',
  TimeGenerated: 'datetime',
  Type: 'string',
  UserAccountId: 'string',
  UserAuthenticatedId: 'string',
  UserId: 'string',
} as const;

/**
 * The tables of a workspace that the queries read, with the types of their columns.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apprequests
 * @see https://learn.microsoft.com/azure/azure-monitor/logs/monitor-workspace
 */
export const logTables = {
  AppTraces: { ...common, Message: 'string', SeverityLevel: 'int' },
  AppRequests: {
    ...common,
    DurationMs: 'real',
    Id: 'string',
    Name: 'string',
    PerformanceBucket: 'string',
    ResultCode: 'string',
    Source: 'string',
    Success: 'bool',
    Url: 'string',
  },
  // A function of every workspace over its table Operation.
  _LogOperation: {
    Category: 'string',
    Computer: 'string',
    Detail: 'string',
    Level: 'string',
    Operation: 'string',
    _ResourceId: 'string',
    Solution: 'string',
    TimeGenerated: 'datetime',
  },
} as const satisfies Record<string, Record<string, string>>;
