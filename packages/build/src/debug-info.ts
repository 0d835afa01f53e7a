import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type CommandPlan, run } from '@kbisect/exec'
import { parseConfig } from './config-text.ts'
import { OURS } from './output-directory.ts'
import { requireInside } from './plain-files.ts'
import type { BuildPlan, BuildRequest } from './plan.ts'
import { FAMILIES, TOOLCHAIN_NAME, type Toolchain } from './toolchains.ts'

// Large, and only of use to a debugger: where variables live and how to unwind. A line is found without them.
const LEFT_OUT = ['.debug_loc', '.debug_loclists', '.debug_frame', '.debug_macro', '.debug_pubnames', '.debug_pubtypes']
// One is kept for each build. A kernel with everything in it has several times as much, and its failures go without a line.
const MOST_BYTES = 128 << 20
const DEADLINE_SECONDS = 300

/** The command that takes what addr2line needs out of a linked kernel, compressed. Pure. */
export function planDebugInfo(vmlinux: string, file: string, directory: string, toolchain: Toolchain): CommandPlan {
  const [, family = '', version = ''] = TOOLCHAIN_NAME.exec(toolchain.name) ?? []
  const keep = ['--only-keep-debug', '--compress-debug-sections=zlib']
  return {
    file: FAMILIES[family]?.tool('objcopy', toolchain.prefix, version) ?? 'objcopy',
    args: [...keep, ...LEFT_OUT.map((section) => `--remove-section=${section}`), vmlinux, file],
    sandbox: { readOnly: [], readWrite: [directory] },
  }
}

/**
 * Keeps what is needed to tell the source line of an address, where the kernel was built with debug information. A build does not
 * fail for want of it.
 * @returns the file; undefined when there is none, or too much of it
 */
export async function keepDebugInfo(
  { config, vmlinux }: Pick<BuildPlan, 'config' | 'vmlinux'>,
  { outputDirectory, sandboxMode }: Pick<BuildRequest, 'outputDirectory' | 'sandboxMode'>,
  toolchain: Toolchain,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (parseConfig(await readFile(config, 'utf8')).get('CONFIG_DEBUG_INFO') !== 'y') return undefined
  const file = join(outputDirectory, OURS, 'debug-info')
  await rm(file, { force: true })
  const limits = { sandboxMode, deadlineSeconds: DEADLINE_SECONDS, ...(signal ? { signal } : {}) }
  const { exitCode } = await run(planDebugInfo(vmlinux, file, outputDirectory, toolchain), limits)
  if (exitCode !== 0) return undefined
  await requireInside(outputDirectory, [file])
  return (await stat(file)).size <= MOST_BYTES ? file : undefined
}
