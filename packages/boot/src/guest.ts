/** The virtual machine that a kernel boots on; what is left out has a default. */
export interface Guest {
  /** Default {@link DEFAULT_GUEST_MEGABYTES}. */
  readonly memoryMegabytes?: number
  /** CPUs of the guest. Default 1: what one CPU does comes out the same each time. */
  readonly cpus?: number
}

export const DEFAULT_GUEST_MEGABYTES = 256

/** Returns the guest with its defaults filled in. */
export function completeGuest({ memoryMegabytes = DEFAULT_GUEST_MEGABYTES, cpus = 1 }: Guest = {}): Required<Guest> {
  return { memoryMegabytes, cpus }
}
