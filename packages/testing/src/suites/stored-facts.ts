import type { BuildFact, NewBisection, RangeCommit, Revision, RunFact, Task } from '@kbisect/bisection'
import type { BisectionResult, Target } from '@kbisect/contracts'

/** A full hash that is easy to tell from others. */
export const hash = (digit: string | number): string => String(digit).padStart(2, '0').repeat(20)

export const digest = (digit: string | number): string => String(digit).padStart(2, '0').repeat(32)

export const mainTarget: Target = {
  key: 'aaaaaaaaaaaaaaaa',
  name: 'arm64',
  architecture: 'arm64',
  config: 'tinyconfig',
  fragments: [],
  toolchain: 'gcc',
  cmdline: '',
  bootable: true,
}
export const otherTarget: Target = { ...mainTarget, key: 'bbbbbbbbbbbbbbbb', name: 'arm', architecture: 'arm' }

export const commits = (count: number): RangeCommit[] =>
  Array.from({ length: count }, (_, at) => ({
    hash: hash(at + 10),
    parents: [hash(at + 9)],
    committedAt: 1_600_000_000 + at,
    authoredAt: 1_500_000_000 + at,
    authorName: 'Ann O. Author',
    authorEmail: 'ann@example.org',
    subject: `mm: change ${at}`,
  }))

export const build = (revision: Revision, changes: Partial<BuildFact> = {}): BuildFact => ({
  revision,
  targetKey: mainTarget.key,
  result: 'built',
  signature: null,
  imageDigest: digest(1),
  toolchain: 'aarch64-linux-gnu-gcc 12.2.0',
  toolchainId: '7'.repeat(64),
  droppedSymbols: [{ symbol: 'CONFIG_DMA_CMA', wanted: 'y', got: 'n', fragment: 'cma' }],
  artifacts: [{ name: 'image', digest: digest(1), bytes: 3_000_000 }],
  commands: ['make Image'],
  worker: 'host-1',
  seconds: 12.5,
  ...changes,
})

export const run = (revision: Revision, attempt: number, changes: Partial<RunFact> = {}): RunFact => ({
  revision,
  targetKey: mainTarget.key,
  attempt,
  result: { kind: 'passed' },
  log: digest(2),
  logBytes: 4096,
  command: 'qemu-system-aarch64 -M virt',
  emulator: 'QEMU 7.2',
  accelerator: 'tcg',
  worker: 'host-1',
  cpuSeconds: 2,
  seconds: 2.5,
  ...changes,
})

export const boot = (commit: string, attempt = 1, target = mainTarget): Task => ({
  kind: 'boot',
  revision: { commit },
  target,
  attempt,
})

export const culpritResult: BisectionResult = {
  outcome: 'culprit',
  label: 'confirmed',
  reason: 'mm: change 3 broke it',
  culprit: {
    hash: hash(13),
    subject: 'mm: change 3',
    author: 'Ann <ann@example.org>',
    authoredAt: '2020-09-01T00:00:00.000Z',
  },
  probability: 0.99,
  range: [],
  signature: { kind: 'panic', text: 'panic in cma_init' },
  affectedTargets: [],
  checks: [],
  assumptions: [],
  findings: [],
  drift: [],
  cause: null,
  basis: null,
  merge: null,
  canChange: 3,
  ranked: [{ commit: hash(13), subject: 'mm: change 3', probability: 0.99 }],
}

let requests = 0

/** What is asked for, of a tree `mainline`; each with an id of its own. */
export const newBisection = (treeId: string, changes: Partial<NewBisection> = {}): NewBisection => ({
  id: `asked${String(++requests).padStart(4, '0')}`,
  treeId,
  request: { tree: 'mainline', good: 'v6.1', bad: 'v6.2', target: { architecture: 'arm64' }, test: { kind: 'boot' } },
  targets: [mainTarget, otherTarget],
  good: { ref: 'v6.1', hash: hash(1) },
  bad: { ref: 'v6.2', hash: hash(2) },
  mergeBases: [],
  title: 'arm64 no longer boots between v6.1 and v6.2',
  dedupKey: 'a dedupKey',
  branch: null,
  createdBy: null,
  retryOf: null,
  ...changes,
})
