import type { ConfigFile, FurtherTargetRequest, Guest, TargetRequest } from '@kbisect/contracts'
import type { architectureWords } from './filters.ts'
import { typedNumber } from './typed-number.ts'

/** Where the configuration starts; `own`: at a file. */
export type BaseWord = 'defconfig' | 'tinyconfig' | 'own'

/** A file that was pasted or chosen. `key` names it while its name is being typed. */
export interface TypedFile extends ConfigFile {
  readonly key: string
}

/** A target as it is typed. */
export interface TypedTarget {
  readonly architecture: (typeof architectureWords)[number]
  readonly base: BaseWord
  readonly own: ConfigFile
  readonly fragments: readonly TypedFile[]
  readonly toolchain: string
  readonly cmdline: string
  readonly memory: string
  readonly cpus: string
  readonly network: NonNullable<Guest['network']>
  /** Sizes in MiB, with blanks between them. */
  readonly disks: string
  readonly devices: readonly NonNullable<Guest['devices']>[number][]
}

export const emptyFile: ConfigFile = { name: '', content: '' }

export const emptyTarget: TypedTarget = {
  ...{ architecture: 'x86_64', base: 'defconfig', own: emptyFile, fragments: [], toolchain: '', cmdline: '' },
  ...{ memory: '', cpus: '', network: 'none', disks: '', devices: [] },
}

/** Returns the fields that a target fills; what the target leaves out is empty. */
export function targetFields(target: TargetRequest | FurtherTargetRequest): TypedTarget {
  const { architecture, config = 'defconfig', fragments = [], toolchain = '', cmdline = '', guest = {} } = target
  const own = typeof config === 'object'
  return {
    architecture,
    base: own ? ('own' as const) : config,
    own: own ? config : emptyFile,
    fragments: fragments.map((file, at): TypedFile => ({ ...file, key: `fragment-${at}` })),
    toolchain,
    cmdline,
    memory: typed(guest.memoryMegabytes),
    cpus: typed(guest.cpus),
    network: guest.network ?? 'none',
    disks: (guest.disks ?? []).map(({ megabytes }) => megabytes).join(' '),
    devices: guest.devices ?? [],
  }
}

const typed = (value: number | undefined): string => (value === undefined ? '' : String(value))

/** Returns the target that was typed; what was left empty is left out. */
export function targetOf(target: TypedTarget): TargetRequest {
  const { architecture, base, own, fragments, toolchain, cmdline } = target
  const guest = guestOf(target)
  return {
    architecture,
    config: base === 'own' ? { name: own.name, content: own.content } : base,
    ...(fragments.length > 0 && { fragments: fragments.map(({ name, content }) => ({ name, content })) }),
    ...(toolchain.trim() && { toolchain: toolchain.trim() }),
    ...(cmdline.trim() && { cmdline: cmdline.trim() }),
    ...(guest && { guest }),
  }
}

function guestOf({ memory, cpus, network, disks, devices }: TypedTarget): Guest | undefined {
  const [memoryMegabytes, count] = [typedNumber(memory), typedNumber(cpus)]
  const sizes = disks.split(/[\s,]+/).flatMap((size) => typedNumber(size) ?? [])
  const guest: Guest = {
    ...(memoryMegabytes !== undefined && { memoryMegabytes }),
    ...(count !== undefined && { cpus: count }),
    ...(network !== 'none' && { network }),
    ...(sizes.length > 0 && { disks: sizes.map((megabytes) => ({ megabytes })) }),
    ...(devices.length > 0 && { devices: [...devices] }),
  }
  return Object.keys(guest).length > 0 ? guest : undefined
}
