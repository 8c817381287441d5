/** Memory of an instance in MB, for host and worker together, as Flex Consumption offers it. */
export const instances = [512, 2048, 4096] as const;
export type InstanceMb = (typeof instances)[number];

/**
 * What Node sets itself on such an instance: half of the memory for the old generation, and for the young one a share of that. Without,
 * a machine of many gigabytes would let garbage lie that is collected there.
 */
export function heapOptions(instance: InstanceMb): string[] {
  const old = instance / 2;
  const young = old <= 256 ? old / 256 : old / 128;
  return [`--max-old-space-size=${old}`, `--max-semi-space-size=${young}`];
}
