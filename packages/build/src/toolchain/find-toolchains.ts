import { readdir } from 'node:fs/promises'
import { InfrastructureError, run } from '@kbisect/exec'
import { ARCHITECTURE_NAMES, ARCHITECTURES, type Architecture } from './architectures.ts'
import { FAMILIES, HOST_PROGRAMS, TOOLCHAIN_NAME, type Toolchain } from './toolchains.ts'

/**
 * Where the sandbox looks for programs. A compiler elsewhere would be found on the host and be
 * missing in the build.
 */
export const PROGRAM_DIRECTORIES = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']

/** Names of the programs that the sandbox shows. */
export async function listPrograms(): Promise<ReadonlySet<string>> {
  const names = await Promise.all(PROGRAM_DIRECTORIES.map((path) => readdir(path).catch(() => [])))
  return new Set(names.flat())
}

function split(name: string): { family: string; version: string } {
  const [, family = '', version = ''] = TOOLCHAIN_NAME.exec(name) ?? []
  return { family, version }
}

function prefixesFor(architecture: Architecture): readonly string[] {
  const { nativeOn, crossPrefixes } = ARCHITECTURES[architecture]
  return process.arch === nativeOn ? ['', ...crossPrefixes] : crossPrefixes
}

function compilerOf(name: string, prefix: string): string {
  const { family, version } = split(name)
  return FAMILIES[family]?.compiler(prefix, version) ?? name
}

/** The prefix whose tools are there; of several the one that lacks least. */
function choosePrefix(name: string, architecture: Architecture, programs: ReadonlySet<string>) {
  const { family, version } = split(name)
  const lacks = (prefix: string): string[] => {
    const tools = FAMILIES[family]?.tools(prefix, version) ?? []
    return [compilerOf(name, prefix), ...tools, ...HOST_PROGRAMS].filter((program) => !programs.has(program))
  }
  const choices = prefixesFor(architecture).map((prefix) => ({ prefix, missing: [...new Set(lacks(prefix))] }))
  return choices.reduce((best, next) => (next.missing.length < best.missing.length ? next : best))
}

async function describeToolchain(
  name: string,
  architecture: Architecture,
  programs: ReadonlySet<string>,
): Promise<Toolchain> {
  const { prefix, missing } = choosePrefix(name, architecture, programs)
  const compiler = compilerOf(name, prefix)
  const said = missing.includes(compiler)
    ? undefined
    : await run({ file: compiler, args: ['--version'] }, { deadlineSeconds: 30 })
  const version = said?.stdout.split('\n')[0]?.trim() ?? ''
  return { name, architecture, version, prefix, complete: missing.length === 0, missing }
}

function namesFor(architecture: Architecture, programs: ReadonlySet<string>): string[] {
  const found = [...programs].flatMap((program) =>
    prefixesFor(architecture).flatMap((prefix) => {
      const name = program.startsWith(prefix) ? program.slice(prefix.length) : ''
      return TOOLCHAIN_NAME.test(name) && compilerOf(name, prefix) === program ? [name] : []
    }),
  )
  const shared = [...programs].filter((program) => TOOLCHAIN_NAME.test(program) && program.startsWith('clang'))
  // The plain names are always told, so that `kbisect doctor` can say what they lack.
  return [...new Set(['gcc', 'clang', ...[...found, ...shared].sort()])]
}

/**
 * What this machine can build with, for each architecture; incomplete ones say what they lack.
 * Takes about 0.2 s.
 */
export async function findToolchains(): Promise<Toolchain[]> {
  const programs = await listPrograms()
  const wanted = ARCHITECTURE_NAMES.flatMap((architecture) =>
    namesFor(architecture, programs).map((name) => ({ name, architecture })),
  )
  return await Promise.all(wanted.map(({ name, architecture }) => describeToolchain(name, architecture, programs)))
}

/**
 * One toolchain, complete.
 * @throws InfrastructureError `toolchain-missing` with what to install.
 */
export async function requireToolchain(name: string, architecture: Architecture): Promise<Toolchain> {
  if (!TOOLCHAIN_NAME.test(name)) {
    throw new InfrastructureError('toolchain-unknown', `${JSON.stringify(name)} is no toolchain`, {
      hint: 'name gcc or clang, with a version if you like: gcc-12',
    })
  }
  const toolchain = await describeToolchain(name, architecture, await listPrograms())
  if (toolchain.complete) return toolchain
  throw new InfrastructureError(
    'toolchain-missing',
    `${name} for ${architecture} lacks ${toolchain.missing.join(', ')}`,
    {
      hint: 'install them, see `kbisect doctor`',
    },
  )
}

/** Whether the host has ccache where a build can see it. */
export async function ccacheAvailable(): Promise<boolean> {
  return (await listPrograms()).has('ccache')
}
