import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { InfrastructureError, run, type SandboxMode } from '@kbisect/exec'
import { listPrograms, requireToolchain } from '../toolchain/find-toolchains.ts'
import { FAMILIES, TOOLCHAIN_NAME, type Toolchain } from '../toolchain/toolchains.ts'
import type { BuildTarget } from './target.ts'

/** A toolchain and its exact version. */
export interface IdentifiedToolchain extends Toolchain {
  /**
   * sha-256, in hex, of all that compiler, assembler and linker say of their versions, with what
   * gcc says of how it was configured, and of the programs that kbuild uses where they are there. A
   * distribution that patches one of them changes what it says. The compiler of the host's own
   * programs is no part of it: it compiles the tools of a build, never the kernel.
   */
  readonly id: string
}

// Kconfig asks for them, and answers otherwise where they are missing or older: a kernel has other
// type information, or other drivers.
const OPTIONAL_PROGRAMS = ['pahole', 'rustc', 'bindgen']

/** What one program says of itself, where it can say it. */
async function words(file: string, args: readonly string[], sandboxMode: SandboxMode): Promise<string> {
  const sandbox = { readOnly: [], readWrite: [] }
  const plan = { file, args, env: { LC_ALL: 'C.UTF-8' }, sandbox }
  const { ending, exitCode, stdout, stderr } = await run(plan, { deadlineSeconds: 30, sandboxMode })
  // gcc also says by which path it was called.
  const said = `${stdout}${stderr}`.replace(/^COLLECT_GCC=.*\n/gm, '')
  if (ending === 'exit' && exitCode === 0 && said.trim() !== '') return said
  throw new InfrastructureError('toolchain-broken', `${file} ${args.join(' ')} failed: ${said.trim() || ending}`, {
    hint: 'install it again, see `kbisect doctor`',
  })
}

/** Whether the compiler can load plugins that a tree brings: Kconfig offers them only then. */
async function loadsPlugins({ name, prefix }: Toolchain, sandboxMode: SandboxMode): Promise<boolean> {
  const [, family = '', version = ''] = TOOLCHAIN_NAME.exec(name) ?? []
  if (family !== 'gcc') return false
  const compiler = FAMILIES[family]?.compiler(prefix, version) ?? name
  const directory = (await words(compiler, ['-print-file-name=plugin'], sandboxMode)).trim()
  return existsSync(`${directory}/include/plugin-version.h`)
}

/** The questions whose answers tell one toolchain from another: a program and its arguments. */
async function questionsFor(
  { name, prefix }: Toolchain,
  programs: ReadonlySet<string>,
  sandboxMode: SandboxMode,
): Promise<readonly (readonly [file: string, ...args: string[]])[]> {
  const [, family = '', version = ''] = TOOLCHAIN_NAME.exec(name) ?? []
  const compiler = FAMILIES[family]?.compiler(prefix, version) ?? name
  const optional = OPTIONAL_PROGRAMS.filter((program) => programs.has(program))
  const others = optional.map((program) => [program, '--version'] as const)
  if (family === 'gcc') {
    // gcc may have an assembler of its own, which is not the one in PATH.
    const assembler = (await words(compiler, ['-print-prog-name=as'], sandboxMode)).trim()
    const linker = `${prefix}ld`
    // `-v`: target, how it was configured, and whether its specs are its own.
    return [[compiler, '--version'], [compiler, '-v'], [assembler, '--version'], [linker, '--version'], ...others]
  }
  // Trees before 5.15 use the assembler of binutils with clang as well.
  const assembler = `${prefix}as`
  const assemblers = programs.has(assembler) ? [[assembler, '--version'] as const] : []
  return [[compiler, '--version'], [`ld.lld${version}`, '--version'], ...assemblers, ...others]
}

/**
 * The exact version of a toolchain, as builds in this sandbox see it. Asks the programs each time,
 * as a host may be upgraded; takes about 0.1 s.
 */
export async function identifyToolchain(toolchain: Toolchain, sandboxMode: SandboxMode): Promise<IdentifiedToolchain> {
  const questions = await questionsFor(toolchain, await listPrograms(), sandboxMode)
  const answers = await Promise.all(questions.map(([file, ...args]) => words(file, args, sandboxMode)))
  const plugins = await loadsPlugins(toolchain, sandboxMode)
  const id = createHash('sha256')
    .update(JSON.stringify([answers, plugins]))
    .digest('hex')
  // Outside the sandbox another compiler may come first in PATH.
  const version = answers[0]?.split('\n')[0]?.trim() ?? toolchain.version
  return { ...toolchain, version, id }
}

/**
 * What this host builds a target with.
 * @throws InfrastructureError `toolchain-missing`, `toolchain-unknown`, `toolchain-broken`
 */
export async function toolchainFor(
  { toolchain, architecture }: Pick<BuildTarget, 'toolchain' | 'architecture'>,
  sandboxMode: SandboxMode,
): Promise<IdentifiedToolchain> {
  return await identifyToolchain(await requireToolchain(toolchain, architecture), sandboxMode)
}
