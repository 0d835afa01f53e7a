import Type from 'typebox'

/** Of the guest of a target that says nothing of it. */
export const DEFAULT_MEMORY_MEGABYTES = 256

/** The virtual machine on which the kernels of a target boot. */
export const Guest = Type.Object(
  {
    memoryMegabytes: Type.Optional(
      Type.Integer({
        minimum: 64,
        maximum: 16_384,
        description: `Memory in MiB. Default ${DEFAULT_MEMORY_MEGABYTES}. QEMU's 32-bit arm machine takes at most 3072.`,
      }),
    ),
    cpus: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 8,
        description: 'CPUs. Default 1. With more, CONFIG_SMP=y is merged into the configuration.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'The virtual machine that the kernels boot on. What is left out is as it is by default.',
  },
)
export type Guest = Type.Static<typeof Guest>

/**
 * Returns a guest without what is so by default, so that equal machines have equal descriptions;
 * undefined where nothing is left.
 */
export function distinctGuest({ memoryMegabytes, cpus }: Guest): Guest | undefined {
  const guest: Guest = {
    ...(memoryMegabytes === undefined || memoryMegabytes === DEFAULT_MEMORY_MEGABYTES ? {} : { memoryMegabytes }),
    ...(cpus === undefined || cpus === 1 ? {} : { cpus }),
  }
  return Object.keys(guest).length === 0 ? undefined : guest
}

/** Returns what a guest has, each in a few words: `1024 MiB of memory`, `2 CPUs`. */
export function guestParts({ memoryMegabytes, cpus }: Guest = {}): string[] {
  return [
    ...(memoryMegabytes === undefined ? [] : [`${memoryMegabytes} MiB of memory`]),
    ...(cpus === undefined ? [] : [`${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`]),
  ]
}

/** Returns the parts that a guest gives to the name of a target that has none: `1024M`, `2cpus`. */
export function guestNames({ memoryMegabytes, cpus }: Guest = {}): string[] {
  return [
    ...(memoryMegabytes === undefined ? [] : [`${memoryMegabytes}M`]),
    ...(cpus === undefined ? [] : [`${cpus}${cpus === 1 ? 'cpu' : 'cpus'}`]),
  ]
}
