/** The result of a check, in sentences for the person who deploys. */
export interface Verdict {
  /** `remark`: nothing can be said from here, and that is as it should be. */
  readonly kind: 'well' | 'remark' | 'problem';
  readonly text: string;
}
