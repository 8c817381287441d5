/** What a job provisions from and to, roughly: by its template. An open enumeration to readers. */
export const jobKinds = [
  'outbound',
  'hrInbound',
  'apiInbound',
  'cloudSync',
  'crossTenant',
  'onPremises',
  'other',
] as const;
export type JobKind = (typeof jobKinds)[number];
