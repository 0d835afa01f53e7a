import { FAMILIES, TOOLCHAIN_NAME, type Toolchain } from '../toolchain/toolchains.ts'

// Large, and only of use to a debugger: where variables live and how to unwind. A line is found
// without them.
const LEFT_OUT = ['.debug_loc', '.debug_loclists', '.debug_frame', '.debug_macro', '.debug_pubnames', '.debug_pubtypes']

/**
 * One is kept for each build. A kernel with everything in it has several times as much, and its
 * failures go without a line.
 */
export const LARGEST_DEBUG_INFO = 128 << 20

/** Returns the command that takes what addr2line needs out of a linked kernel, compressed. Pure. */
export function debugInfoCommand(vmlinux: string, file: string, toolchain: Toolchain): readonly string[] {
  const [, family = '', version = ''] = TOOLCHAIN_NAME.exec(toolchain.name) ?? []
  const keep = ['--only-keep-debug', '--compress-debug-sections=zlib']
  const objcopy = FAMILIES[family]?.tool('objcopy', toolchain.prefix, version) ?? 'objcopy'
  return [objcopy, ...keep, ...LEFT_OUT.map((section) => `--remove-section=${section}`), vmlinux, file]
}
