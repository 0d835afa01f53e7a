import { join, relative } from 'node:path'
import { type CommandPlan, describeCommand, type SandboxMode } from '@kbisect/exec'
import { ARCHITECTURES } from '../toolchain/architectures.ts'
import { cacheEnvironment, cacheFiles } from '../toolchain/compiler-cache.ts'
import { canMapNames, FAMILIES, TOOLCHAIN_NAME } from '../toolchain/toolchains.ts'
import type { IdentifiedToolchain } from './identify-toolchain.ts'
import { type BuildTarget, mergedFragments } from './target.ts'

export interface BuildRequest {
  readonly target: BuildTarget
  /** Never written to. Absolute, as all paths here. */
  readonly sourceDirectory: string
  /** One per target and worker; kept from candidate to candidate. */
  readonly outputDirectory: string
  /** Another target's output to begin with, while this one has none. */
  readonly seedDirectory?: string
  /** Takes all that the build prints; written anew. */
  readonly logFile: string
  readonly jobs: number
  /**
   * Of the tree alone: whatever builds with it can put objects into it. Used when the host has
   * ccache.
   */
  readonly ccacheDirectory?: string
  /** Limit of the cache, as ccache writes sizes: `10G`. Default: ccache's own. */
  readonly ccacheSize?: string
  /**
   * Begins with an empty output directory, without seed and ccache, so that nothing of an earlier
   * build can get into this one.
   */
  readonly clean?: boolean
  readonly sandboxMode: SandboxMode
  /** Wall-clock seconds for all of it. */
  readonly deadlineSeconds: number
  /**
   * Bytes that the output directory may take; a build that writes more is stopped. Default: no
   * limit.
   */
  readonly mostOutputBytes?: number
  /**
   * Free bytes where the output lies, below which the build is stopped as an infrastructure error.
   * Default: 0.
   */
  readonly leastFreeBytes?: number
}

/** The exact commands of a build, in order, and the files that they read and leave. */
export interface BuildPlan {
  /**
   * Makes the base configuration; absent when the request brought one, which is written to `config`
   * instead.
   */
  readonly base: CommandPlan | undefined
  /** Appended to `config`, in order. */
  readonly fragments: readonly { readonly name: string; readonly file: string; readonly content: string }[]
  readonly settle: CommandPlan
  readonly compile: CommandPlan
  readonly config: string
  readonly image: string
  readonly systemMap: string
  readonly vmlinux: string
  /** The same as a person would paste them. */
  readonly commands: readonly string[]
}

// Who built it, where and when is compiled into the kernel. Fixed, so that equal sources give equal
// images.
const REPRODUCIBLE = {
  KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 1970',
  KBUILD_BUILD_USER: 'kbisect',
  KBUILD_BUILD_HOST: 'kbisect',
  KBUILD_BUILD_VERSION: '1',
  // Without a repository to ask, the commit's name cannot get into the version.
  GIT_DIR: '/nonexistent',
}

function commonDirectory(one: string, other: string): string {
  const [left, right] = [one.split('/'), other.split('/')]
  const differ = left.findIndex((part, at) => part !== right[at])
  return left.slice(0, differ === -1 ? left.length : differ).join('/') || '/'
}

/**
 * kbuild takes the source directory out of what WARN and BUG print. ccache makes it a relative
 * path, which differs from worker to worker, and kbuild leaves that one in. Without ccache it
 * changes nothing; a build with it and one without then have the same flags.
 */
function nameFlags(
  { sourceDirectory, outputDirectory }: BuildRequest,
  toolchain: IdentifiedToolchain,
): Record<string, string> {
  if (!canMapNames(toolchain)) return {}
  return { KCPPFLAGS: `-fmacro-prefix-map=${relative(outputDirectory, sourceDirectory)}/=` }
}

function ccacheEnvironment(
  { ccacheDirectory, ccacheSize, sourceDirectory, outputDirectory }: BuildRequest,
  toolchain: IdentifiedToolchain,
): Record<string, string> {
  if (ccacheDirectory === undefined) return {}
  return {
    ...cacheEnvironment(ccacheDirectory, ccacheSize),
    // Paths below it are hashed as relative ones: workers with the same layout share what they
    // compile.
    CCACHE_BASEDIR: commonDirectory(sourceDirectory, outputDirectory),
    CCACHE_NOHASHDIR: '1',
    // By default ccache knows a compiler by its time stamp and size, and no assembler: hosts with
    // different ones may share a cache.
    CCACHE_COMPILERCHECK: 'content',
    CCACHE_NAMESPACE: toolchain.id,
    // A checkout has just written the headers; without this ccache would not trust them.
    CCACHE_SLOPPINESS: 'include_file_mtime,include_file_ctime,time_macros',
  }
}

function makePlan(request: BuildRequest, toolchain: IdentifiedToolchain, goals: readonly string[]): CommandPlan {
  const { target, sourceDirectory, outputDirectory, ccacheDirectory, jobs } = request
  const [, family = '', version = ''] = TOOLCHAIN_NAME.exec(toolchain.name) ?? []
  const row = FAMILIES[family]
  const compiler = row?.compiler(toolchain.prefix, version) ?? ''
  const cache = ccacheDirectory === undefined ? undefined : cacheFiles(ccacheDirectory)
  const wrapper = cache ? 'ccache ' : ''
  return {
    file: 'make',
    args: [
      ...['-C', sourceDirectory, `O=${outputDirectory}`, `ARCH=${ARCHITECTURES[target.architecture].kbuildName}`],
      ...(toolchain.prefix ? [`CROSS_COMPILE=${toolchain.prefix}`] : []),
      ...(row?.makeArguments(compiler, version, wrapper) ?? []),
      // Set and empty: kbuild adds nothing for a tree that is not at a tag.
      'LOCALVERSION=',
      ...goals,
    ],
    env: {
      LC_ALL: 'C.UTF-8',
      ...REPRODUCIBLE,
      ...nameFlags(request, toolchain),
      ...ccacheEnvironment(request, toolchain),
    },
    sandbox: {
      readOnly: [sourceDirectory, ...(cache ? [cache.settings] : [])],
      readWrite: [outputDirectory, ...(cache ? [cache.objects] : [])],
      // Make itself and what feeds the compilers need a little too.
      limits: { cpus: jobs + 1 },
    },
  }
}

const fileName = (name: string, at: number): string => `${at}-${name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)}`

/** The exact commands for a request. Pure: it looks at no file and starts nothing. */
export function planBuild(request: BuildRequest, toolchain: IdentifiedToolchain): BuildPlan {
  const { target, outputDirectory, jobs } = request
  const { imageTarget, imagePath } = ARCHITECTURES[target.architecture]
  const ours = join(outputDirectory, '.kbisect')
  const config = join(outputDirectory, '.config')
  const base = typeof target.config === 'string' ? makePlan(request, toolchain, [target.config]) : undefined
  const fragments = mergedFragments(target).map(({ name, content }, at) => ({
    name,
    content,
    file: join(ours, fileName(name, at)),
  }))
  const settle = makePlan(request, toolchain, ['olddefconfig'])
  const compile = makePlan(request, toolchain, ['-j', String(jobs), imageTarget])
  const start = base ? describeCommand(base) : describeCommand({ file: 'cp', args: [join(ours, 'base'), config] })
  const append = describeCommand({ file: 'cat', args: fragments.map(({ file }) => file) })
  const redirect = describeCommand({ file: config, args: [] })
  return {
    base,
    fragments,
    settle,
    compile,
    config,
    image: join(outputDirectory, imagePath),
    systemMap: join(outputDirectory, 'System.map'),
    vmlinux: join(outputDirectory, 'vmlinux'),
    commands: [start, `${append} >> ${redirect}`, describeCommand(settle), describeCommand(compile)],
  }
}
