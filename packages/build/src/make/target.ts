import { createHash } from 'node:crypto'
import type { Architecture } from '../toolchain/architectures.ts'
import { askedByBase, type Fragment } from './config-text.ts'
import { type GuestHardware, guestFragment } from './guest-fragment.ts'
import { qemuFragment } from './qemu-fragments.ts'

export interface BuildTarget {
  readonly architecture: Architecture
  readonly config: 'defconfig' | 'tinyconfig' | Fragment
  /** Merged on top of the base, in order. */
  readonly fragments: readonly Fragment[]
  /** `gcc`, `clang`, or with a version. */
  readonly toolchain: string
  /** Whether the built-in `qemu` fragment is merged, before `fragments`. */
  readonly bootable: boolean
  /** Where it boots; what a kernel needs for it is merged after the `qemu` fragment. */
  readonly guest?: GuestHardware
}

// The name of a commit in the version string would make each image differ from the next.
const REPRODUCIBLE: Fragment = { name: 'kbisect', content: '# CONFIG_LOCALVERSION_AUTO is not set\n' }

/** What the target asks for by name: the built-in fragments if it is to boot, then its own. */
export function askedFragments({ architecture, bootable, guest, fragments }: BuildTarget): readonly Fragment[] {
  const hardware = guestFragment(architecture, guest)
  return [...(bootable ? [qemuFragment(architecture), ...(hardware ? [hardware] : [])] : []), ...fragments]
}

/** All that is merged on top of the base, in order: the last word on a symbol wins. */
export function mergedFragments(target: BuildTarget): readonly Fragment[] {
  return [REPRODUCIBLE, ...askedFragments(target)]
}

/**
 * All that asks for symbols by name, the last word last. A base that make has (`defconfig`) asks
 * for none: it is what the tree says.
 */
export function askingTexts(target: BuildTarget): readonly Fragment[] {
  const base = typeof target.config === 'string' ? [] : [askedByBase(target.config)]
  return [...base, ...mergedFragments(target)]
}

/**
 * A stable name of the target, 32 hex digits: equal keys build the same image from the same
 * sources. Names play no part.
 */
export function targetKey(target: BuildTarget): string {
  const { architecture, config, toolchain } = target
  const base = typeof config === 'string' ? config : { content: config.content }
  const texts = mergedFragments(target).map(({ content }) => content)
  return createHash('sha256')
    .update(JSON.stringify([architecture, base, toolchain, texts]))
    .digest('hex')
    .slice(0, 32)
}
