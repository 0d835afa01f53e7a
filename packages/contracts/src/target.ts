import Type from 'typebox'
import { architectures } from './architectures.ts'
import { Guest } from './guest.ts'
import { Words } from './identifiers.ts'

export { architectures } from './architectures.ts'

export const Architecture = Words(architectures)
export type Architecture = (typeof architectures)[number]

/** A piece of kernel configuration: lines as in a .config. */
export const ConfigFile = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', description: 'Shown in names of targets.' }),
    content: Type.String({ maxLength: 1_000_000, description: 'Lines as in a .config.' }),
  },
  { additionalProperties: false },
)
export type ConfigFile = Type.Static<typeof ConfigFile>

/** Where a configuration starts. */
export const BaseConfig = Type.Union([Words(['defconfig', 'tinyconfig'] as const), ConfigFile])
export type BaseConfig = Type.Static<typeof BaseConfig>

/** Characters of all configuration files of a request. */
export const MOST_CONFIG_CHARACTERS = 2_000_000

const Fragments = Type.Array(ConfigFile, {
  maxItems: 16,
  description:
    'Merged on top of the base, in order. All configuration files of a request have at most 2,000,000 characters.',
})
const Cmdline = Type.String({
  maxLength: 900,
  pattern: '^[ -~]*$',
  description: 'Appended to the kernel command line.',
})
const Toolchain = Type.String({
  pattern: '^(gcc|clang)(-[0-9]{1,2})?$',
  description: 'gcc, clang, or one version of them.',
})

/** What is built and where it boots, as asked for. */
export const TargetRequest = Type.Object(
  {
    architecture: Architecture,
    config: Type.Optional(BaseConfig),
    fragments: Type.Optional(Fragments),
    toolchain: Type.Optional(Toolchain),
    cmdline: Type.Optional(Cmdline),
    guest: Type.Optional(Guest),
  },
  { additionalProperties: false },
)
export type TargetRequest = Type.Static<typeof TargetRequest>

/**
 * A further target to check at the end. What is left out is as in the main target, also of the
 * guest; fragments come on top of its.
 */
export const FurtherTargetRequest = Type.Object(
  {
    name: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$' })),
    architecture: Architecture,
    config: Type.Optional(BaseConfig),
    fragments: Type.Optional(Fragments),
    toolchain: Type.Optional(Toolchain),
    cmdline: Type.Optional(Cmdline),
    guest: Type.Optional(Guest),
  },
  { additionalProperties: false },
)
export type FurtherTargetRequest = Type.Static<typeof FurtherTargetRequest>

/**
 * A target with everything decided. `key` is a hash of all that matters, equal for equal targets.
 */
export const Target = Type.Object({
  key: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  name: Type.String({ description: 'arm64, or arm64/no-dma-cma.' }),
  architecture: Architecture,
  config: BaseConfig,
  fragments: Fragments,
  toolchain: Toolchain,
  cmdline: Cmdline,
  bootable: Type.Boolean({ description: 'The options that a boot in QEMU needs are merged in first.' }),
  guest: Type.Optional(Guest),
})
export type Target = Type.Static<typeof Target>
