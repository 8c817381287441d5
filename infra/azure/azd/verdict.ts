/** What a check comes to, in sentences for whoever deploys. */
export interface Verdict {
  /** `remark`: nothing can be said from here, and that is as it should be. */
  readonly kind: 'well' | 'remark' | 'problem';
  readonly text: string;
}
