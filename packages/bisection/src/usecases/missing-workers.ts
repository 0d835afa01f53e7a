import type { Target, WorkerPresence } from '@kbisect/contracts'

/** What is known of those who would do the work. */
export type Hosts = readonly Pick<WorkerPresence, 'roles' | 'build' | 'boot' | 'slots' | 'toolchains'>[]

export type NeededTarget = Pick<Target, 'architecture' | 'toolchain' | 'bootable'>

/** `gcc 12.2.0 (arm, arm64)` says that gcc is there for both. */
function hasToolchain(words: readonly string[], { architecture, toolchain }: NeededTarget): boolean {
  // A worker of an older version does not say which ones it has.
  if (words.length === 0) return true
  return words.some((word) => {
    const list = word.endsWith(')') ? word.slice(word.lastIndexOf('(') + 1, -1) : ''
    return word.split(' ', 1)[0] === toolchain && list.split(', ').includes(architecture)
  })
}

const canBuild = (host: Hosts[number], target: NeededTarget): boolean =>
  host.build.includes(target.architecture) && hasToolchain(host.toolchains, target)

/** The workers that live and can do a kind of task for a target, whatever they do now. */
export const ableHosts = (hosts: Hosts, kind: 'build' | 'boot', target: NeededTarget): Hosts =>
  hosts.filter((host) => (kind === 'build' ? canBuild(host, target) : host.boot.includes(target.architecture)))

/** Says what a worker must be able to do: `build arm64 with clang`. */
export function taskWords(hosts: Hosts, kind: 'build' | 'boot', { architecture, toolchain }: NeededTarget): string {
  // The compiler matters where others could build the architecture.
  const hasOthers = kind === 'build' && hosts.some(({ build }) => build.includes(architecture))
  return `${kind} ${architecture}${hasOthers ? ` with ${toolchain}` : ''}`
}

/** What no worker that is alive can do of all that the targets need, each once. */
export function missingWorkers(hosts: Hosts, targets: readonly NeededTarget[]): string[] {
  const lacking = targets.flatMap((target) =>
    (['build', ...(target.bootable ? (['boot'] as const) : [])] as const)
      .filter((kind) => ableHosts(hosts, kind, target).length === 0)
      .map((kind) => taskWords(hosts, kind, target)),
  )
  return [...new Set(lacking)]
}
