/** What each function of the service has. */
export const functionLimits = {
  /** By memory goes the processor's share: 1,769 MB are one. docs/cost.md tells why it is this much. */
  memoryMb: 1024,
  /** Longer than a refresh whose first attempt got no answer. */
  timeoutSeconds: 15,
} as const
