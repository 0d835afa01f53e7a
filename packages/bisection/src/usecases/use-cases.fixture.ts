import type { BisectionRequest } from '@kbisect/contracts'
import {
  hashOf,
  MemoryArtifacts,
  MemoryHistory,
  MemoryQueue,
  MemoryStore,
  memorySurroundings,
  type NamedHistory,
} from '@kbisect/testing'
import type { RunResult } from '@kbisect/verdict'
import type { BisectionRecord, Task } from '../model/facts.ts'
import type { BootHost, BuildDone, BuildHost, HostEmulator, HostToolchain } from '../model/work-ports.ts'
import { failing, panic, passed } from '../plan/simulated-hosts.fixture.ts'
import { performBoot } from '../work/perform-boot.ts'
import { performBuild } from '../work/perform-build.ts'
import { advanceBisection } from './advance-bisection.ts'
import { type Started, startBisection } from './start-bisection.ts'

/** good ← c1 ← c2 ← c3 ← c4 ← bad: from c3 on kernels panic, and reverting c3 fixes that. */
export const line: NamedHistory = [
  ['good', []],
  ['c1', ['good']],
  ['c2', ['c1']],
  ['c3', ['c2']],
  ['c4', ['c3']],
  ['bad', ['c4']],
]

export const request: BisectionRequest = {
  tree: 'toy',
  good: 'good',
  bad: 'bad',
  target: { architecture: 'arm64' },
  runs: { boundaries: 1, confirm: 1 },
}

const broken = new Set(['c3', 'c4', 'bad'].map(hashOf))

/** What the hosts do and have. All of it may be replaced, by hosts that fail for instance. */
export interface Hosts {
  /** Which host does the next task. */
  name: string
  toolchain: HostToolchain
  emulator: HostEmulator
  /** Why the source of a commit cannot be used; undefined where it can. */
  unusable: (commit: string) => string | undefined
  /** What differs from a build that succeeds. */
  build: (task: { source: string }) => Promise<Partial<BuildDone> | undefined>
  boot: (task: { source: string; signal: AbortSignal }) => Promise<RunResult>
}

const goodHosts: Hosts = {
  name: 'host-1',
  toolchain: { id: '12', version: 'gcc 12.2.0' },
  emulator: { version: 'QEMU 7', kvm: false },
  unusable: () => undefined,
  build: async () => undefined,
  boot: async ({ source }) => {
    const [commit = '', reverted] = source.split('~')
    return broken.has(commit) && reverted !== hashOf('c3') ? failing(panic) : passed
  },
}

/** The use cases on ports in memory, with hosts that answer at once. */
export function openUseCases(history = new MemoryHistory(line)) {
  const surroundings = memorySurroundings()
  const store = new MemoryStore(() => surroundings.now())
  const queue = new MemoryQueue()
  const ports = {
    ...{ store, queue, surroundings, artifacts: new MemoryArtifacts(), process: 'process-1' },
    maxActive: Number.MAX_SAFE_INTEGER,
  }
  const hosts: Hosts = { ...goodHosts }
  const tree = { id: 't1', name: 'toy', url: 'https://example.org/toy.git' }

  const start = (more: Partial<BisectionRequest> = {}): Promise<Started> =>
    startBisection(ports, tree, history, { ...request, ...more }, { createdBy: 'ann' })
  const advance = (id: string): Promise<void> => advanceBisection(ports, id, () => history)

  const perform = async (id: string, task: Task, signal: AbortSignal = new AbortController().signal): Promise<void> => {
    const reference = { bisectionId: id, revision: task.revision, targetKey: task.target.key }
    if (task.kind === 'build')
      await performBuild(ports, { ...reference, clean: task.clean === true }, buildHost(hosts), signal)
    else await performBoot(ports, { ...reference, attempt: task.attempt }, bootHost(hosts), signal)
  }
  /** Takes the oldest task off the queue and does it. */
  const performNext = async (id: string, signal?: AbortSignal): Promise<Task | undefined> => {
    const next = queue.take()
    if (next) await perform(id, next.task, signal)
    return next?.task
  }
  /** Does everything until there is nothing left to do. */
  const runToEnd = async (id: string): Promise<BisectionRecord> => {
    do await advance(id)
    while (await performNext(id))
    return record(id)
  }
  const record = async (id: string): Promise<BisectionRecord> => {
    const found = await store.find(id)
    if (!found) throw new Error(`there is no bisection ${id}`)
    return found
  }
  const eventsOf = (type: string) => store.events.filter((event) => event.type === type)
  return { ...ports, ports, tree, hosts, history, start, advance, perform, performNext, runToEnd, record, eventsOf }
}

function buildHost(hosts: Hosts): BuildHost {
  return {
    name: hosts.name,
    toolchain: async () => hosts.toolchain,
    checkout: async (_tree, { commit, reverted }) => {
      const reason = hosts.unusable(commit)
      if (reason !== undefined) return { kind: 'unusable', reason }
      return { kind: 'ready', directory: reverted ? `${commit}~${reverted}` : commit }
    },
    build: async ({ directory }, use) => {
      const { id, version } = hosts.toolchain
      const more = await hosts.build({ source: directory })
      return await use({
        result: 'built',
        signature: null,
        imageDigest: directory,
        toolchain: version,
        toolchainId: id,
        droppedSymbols: [],
        files: { image: directory, config: 'config' },
        commands: [],
        seconds: 1,
        ...more,
      })
    },
  }
}

function bootHost(hosts: Hosts): BootHost {
  return {
    name: hosts.name,
    emulator: async () => hosts.emulator,
    boot: async ({ image, accelerator, signal }, use) => {
      const emulator = hosts.emulator.version
      const shown = await hosts.boot({ source: image, signal })
      const spent = { cpuSeconds: 1, seconds: 1 }
      return await use({
        result: shown,
        consoleLog: 'console.log',
        command: 'qemu',
        emulator,
        accelerator,
        ...spent,
      })
    },
    findSource: async (place) => `mm/${place.symbol}.c:${place.offset}`,
  }
}
