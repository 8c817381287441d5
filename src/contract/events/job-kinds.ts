/** What a job provisions, as far as its template says. An open enumeration for readers: more may come. */
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
