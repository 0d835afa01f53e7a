import { advanceBisection, type BisectionRecord, performBoot, performBuild } from '@kbisect/bisection'
import type { TestService } from './service.fixture.ts'

/** What a kernel does; `reverted` is what was taken out of it. */
export type Fails = (commit: string, reverted: string | undefined) => boolean

/**
 * Does what coordinator and workers would do, on the real store, queue and mirror, until nothing is
 * left to do. Kernels are made up: what people do to a bisection shall be tested, and not how
 * kernels are built.
 * @param most tasks that are done
 */
export async function workToEnd(service: TestService, id: string, failures: Fails, most = 1000): Promise<void> {
  const { parts } = service
  const store = parts.store.bisections
  // What is in Redis is taken by nobody here; tasks are caught on their way.
  const wanted = new Map<string, Parameters<typeof parts.queue.enqueue>[1]>()
  const queue = {
    ...parts.queue,
    enqueue: async (_: string, task: Parameters<typeof parts.queue.enqueue>[1]) => {
      wanted.set(JSON.stringify([task.kind, task.revision, task.kind === 'boot' ? task.attempt : 0]), task)
    },
    advance: async () => {},
    deliver: async () => {},
    pending: async () => [],
    withdraw: async () => {},
    idle: async () => ({ build: 1, boot: 1 }),
  }
  const artifacts = {
    storeId: async () => undefined,
    putFile: async (name: string) => ({ name, digest: 'd'.repeat(64), bytes: 1 }),
    withFile: async <T>(_: string, use: (path: string) => Promise<T>) => await use('/image'),
    readText: async () => '',
  }
  const ports = { store, queue, artifacts, surroundings: parts.surroundings, process: 'process-1' }
  const openHistory = (record: BisectionRecord) => parts.openMirror(record.tree)
  for (let done = 0; ; done++) {
    await advanceBisection(ports, id, openHistory)
    const [next] = wanted
    if (!next || done === most) return
    const [key, task] = next
    wanted.delete(key)
    const { revision, target } = task
    const reference = { bisectionId: id, revision, targetKey: target.key }
    const { signal } = new AbortController()
    if (task.kind === 'build')
      await performBuild(ports, { ...reference, clean: task.clean === true }, buildHost(revision), signal)
    else await performBoot(ports, { ...reference, attempt: task.attempt }, bootHost(failures, revision), signal)
  }
}

interface Kernel {
  readonly commit: string
  readonly reverted?: string
}

const TOOLCHAIN = '7'.repeat(64)

const buildHost = ({ commit, reverted = '' }: Kernel): Parameters<typeof performBuild>[2] => ({
  name: 'host-1',
  toolchain: async () => ({ id: TOOLCHAIN, version: 'gcc' }),
  checkout: async () => ({ kind: 'ready', directory: '/source' }),
  build: async (_, use) =>
    await use({
      ...{ result: 'built', signature: null, toolchain: 'gcc', droppedSymbols: [], commands: ['make'], seconds: 60 },
      toolchainId: TOOLCHAIN,
      imageDigest: `${commit}${reverted}`.slice(0, 64).padEnd(64, '0'),
      files: { image: '/image' },
    }),
})

const panic = { kind: 'panic', function: 'cma_init', text: 'panic in cma_init' } as const

const bootHost = (fails: Fails, { commit, reverted }: Kernel): Parameters<typeof performBoot>[2] => ({
  name: 'host-1',
  emulator: async () => ({ version: 'QEMU', kvm: false }),
  boot: async (_, use) =>
    await use({
      result: fails(commit, reverted) ? { kind: 'failed', signature: panic, stage: 'kernel' } : { kind: 'passed' },
      ...{ consoleLog: '/console', command: 'qemu', emulator: 'QEMU', accelerator: 'tcg', cpuSeconds: 2, seconds: 5 },
    }),
  findSource: async () => undefined,
})
