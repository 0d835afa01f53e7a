import type {
  Bisection,
  BisectionRequest,
  BisectionResult,
  BisectionSummary,
  Build,
  Candidate,
  CommitSummary,
  Run,
  Signature,
  TargetSummary,
} from '@kbisect/contracts'

// One search, as it happened in linux-next of September 2020: two commits of mm/cma.c, of which the
// later one dereferences what the earlier one may leave null.

export const ids = {
  bisection: '0k3f9q2m7x1tb4c8',
  older: '0k3c5w8d2r6nz1v7',
  regression: '0k3fb1h6s9pq3e5j',
  run: '0k3fc7n2v4yw8g6d',
  build: '0k3fc2z9m5kt7r1x',
  webhook: '0k2a8d4j6lw3q9hs',
  delivery: '0k3fd5b8t1mx6c2v',
  mail: '0k3fe9r4w7jk2n5z',
  token: '0k1m7s3x9dg5v2qb',
} as const

export const hashes = {
  good: '856deb866d16e29bd65952e0289066f6078af773',
  parent: '2f794e5a1b3c4d6e8f90a1b2c3d4e5f60718293a',
  culprit: '3ff6f6bf8a77c5b1e2d3a4f5b6c7d8e9f0a1b2c3',
  bad: 'b10b8ad862118bf42c28a98b0f067619aadcfb23',
} as const

export const digests = {
  image: '9f2c4e8a1b7d3f605c8e2a4b6d8f0a1c3e5b7d9f1a3c5e7b9d1f3a5c7e9b0d2f',
  config: '4b1d6f8a0c2e5b7d9f1a3c5e7b9d0f2a4c6e8b0d2f4a6c8e0b2d4f6a8c0e1b3d',
  fragment: '7c5e3a1f9d8b6c4e2a0f1d3b5c7e9a8f6d4b2c0e1f3a5d7b9c8e6f4a2d0b1c3e',
  log: '1e3c5a7f9b8d6e4c2a0f9d7b5e3c1a8f6d4b2e0c9a7f5d3b1e8c6a4f2d0b9e7c',
  toolchain: 'd2b4f6a8c0e1b3d5f7a9c1e3b5d7f9a0c2e4b6d8f0a1c3e5b7d9f2a4c6e8b0d1',
} as const

export const times = {
  asked: '2026-03-02T08:14:05.120Z',
  started: '2026-03-02T08:14:07.480Z',
  tested: '2026-03-02T08:31:44.910Z',
  finished: '2026-03-02T09:02:51.330Z',
} as const

export const commit: CommitSummary = {
  hash: hashes.culprit,
  subject: 'mm/cma: call cma_alloc_bitmap before the areas are activated',
  author: 'Ann Author <ann@example.org>',
  authoredAt: '2026-02-27T16:20:11.000Z',
}

export const signature: Signature = {
  kind: 'oops',
  function: 'cma_alloc',
  place: 'NULL pointer dereference',
  text: 'Unable to handle kernel NULL pointer dereference in cma_alloc',
  trace: ['cma_alloc', 'dma_alloc_from_contiguous', 'atomic_pool_expand', 'dma_atomic_pool_init'],
  source: 'mm/cma.c:437',
}

export const request: BisectionRequest = {
  tree: 'next',
  good: 'v5.9-rc5',
  bad: 'next-20200921',
  target: {
    architecture: 'arm64',
    config: 'defconfig',
    fragments: [{ name: 'cma', content: 'CONFIG_DMA_CMA=y\n' }],
  },
  test: { kind: 'boot' },
  alsoTest: [{ architecture: 'arm' }],
  failure: { kind: 'oops', function: 'cma_alloc' },
}

const fragment = { name: 'cma', digest: digests.fragment, bytes: 17 }

const target: TargetSummary = {
  key: '5f0c9a3e7b1d8246',
  name: 'arm64/cma',
  architecture: 'arm64',
  config: 'defconfig',
  fragments: [fragment],
  toolchain: 'gcc',
  cmdline: '',
  bootable: true,
}

const result: BisectionResult = {
  outcome: 'culprit',
  label: 'confirmed',
  cause: null,
  reason: `${hashes.culprit.slice(0, 12)} is the first bad commit.`,
  culprit: commit,
  probability: 0.9991,
  basis: {
    commits: 9,
    withCulprit: { passes: 0, failures: 11 },
    withoutCulprit: { passes: 12, failures: 0 },
    rates: { withCulprit: 0.92, withoutCulprit: 0.01 },
  },
  merge: null,
  range: [],
  signature,
  affectedTargets: [
    {
      target: 'arm',
      result: 'not affected',
      reason: 'The culprit passes there as its parent does.',
      culprit: { commit: hashes.culprit, passes: 3, failures: 0 },
      parents: [{ commit: hashes.parent, passes: 3, failures: 0 }],
    },
  ],
  checks: [
    { name: 'bad revision', commit: hashes.bad, result: 'passed', passes: 0, failures: 3 },
    { name: 'good revision', commit: hashes.good, result: 'passed', passes: 3, failures: 0 },
    { name: 'culprit', commit: hashes.culprit, result: 'passed', passes: 0, failures: 3 },
    { name: 'parent', commit: hashes.parent, result: 'passed', passes: 3, failures: 0 },
    { name: 'revert', commit: hashes.bad, result: 'passed', passes: 3, failures: 0 },
  ],
  assumptions: [
    { kind: 'one host', text: 'All runs of the culprit were made on one host.', state: 'settled', lowersLabel: false },
  ],
  findings: [],
  drift: [],
  canChange: 112,
  ranked: [{ commit: hashes.culprit, subject: commit.subject, probability: 0.9991 }],
}

export const summary: BisectionSummary = {
  id: ids.bisection,
  tree: 'next',
  title: 'next: v5.9-rc5..next-20200921 on arm64/cma, boot',
  good: { ref: 'v5.9-rc5', hash: hashes.good },
  bad: { ref: 'next-20200921', hash: hashes.bad },
  target: 'arm64/cma',
  architecture: 'arm64',
  config: 'defconfig+cma',
  branch: 'master',
  test: 'boot',
  state: 'finished',
  stage: 'done',
  outcome: 'culprit',
  label: 'confirmed',
  culprit: commit,
  commits: 1387,
  candidatesLeft: 1,
  reason: result.reason,
  expected: null,
  regression: { id: ids.regression, state: 'open' },
  createdAt: times.asked,
  startedAt: times.started,
  finishedAt: times.finished,
}

const asked: Bisection['request'] = {
  ...request,
  target: { architecture: 'arm64', config: 'defconfig', fragments: [fragment] },
  alsoTest: [{ architecture: 'arm' }],
}

/** A bisection that found its culprit. */
export const bisection: Bisection = {
  ...summary,
  request: asked,
  targets: [target, { ...target, key: '8e2b4d6f0a1c3e57', name: 'arm', architecture: 'arm', fragments: [fragment] }],
  mergeBases: [],
  createdBy: 'ci',
  retryOf: null,
  progress: {
    stage: 'done',
    commits: 1387,
    candidatesLeft: 1,
    builds: 11,
    runs: 29,
    working: [],
    infrastructureErrors: 0,
  },
  search: null,
  result,
  waitingFor: null,
  words: {
    found: `Boots of arm64 fail since ${hashes.culprit.slice(0, 12)} ("${commit.subject}").`,
    affectedTargets: 'Affected: arm64 with defconfig and cma. Not affected: arm.',
    sure: 'Confirmed: it failed 3 of 3 times, its parent passed 3 of 3 times, and its revert passed.',
  },
}

/** The same when it was just asked for. */
export const queued: Bisection = {
  ...bisection,
  ...{ state: 'queued', stage: 'prepare', outcome: null, label: null, culprit: null, commits: 0, candidatesLeft: 0 },
  ...{ reason: null, expected: null, regression: null, place: 1, startedAt: null, finishedAt: null, result: null },
  progress: {
    stage: 'prepare',
    commits: 0,
    candidatesLeft: 0,
    builds: 0,
    runs: 0,
    working: [],
    infrastructureErrors: 0,
  },
  waitingFor: 'It waits for a worker that builds arm64.',
}

/** The same while it narrows the range. */
export const running: Bisection = {
  ...queued,
  ...{ state: 'running', stage: 'narrow', commits: 1387, candidatesLeft: 43, startedAt: times.started },
  expected: { builds: 6, runs: 14, seconds: 1260, done: 0.46 },
  progress: {
    ...{ stage: 'narrow', commits: 1387, candidatesLeft: 43, builds: 5, runs: 12, infrastructureErrors: 0 },
    working: [
      {
        ...{ task: `boot.${hashes.parent}.5f0c9a3e7b1d8246.1`, kind: 'boot', commit: hashes.parent },
        ...{ subject: 'mm/cma: count the pages of an area once', target: 'arm64/cma', worker: 'lab1' },
        startedAt: times.tested,
      },
    ],
  },
  search: {
    effective: 21.4,
    canChange: 112,
    noChange: 0.004,
    notMonotone: 0.002,
    ranked: [{ commit: hashes.culprit, subject: commit.subject, probability: 0.21 }],
    strip: [0.01, 0.03, 0.62, 0.31, 0.03],
    choices: [
      {
        ...{ commit: hashes.parent, subject: 'mm/cma: count the pages of an area once', action: 'boot' },
        ...{ bits: 0.97, bad: 0.48, reason: 'It splits the remaining probability in two halves.' },
      },
    ],
  },
  waitingFor: null,
}
delete running.place
delete running.words
delete queued.words

export const candidate: Candidate = {
  hash: hashes.culprit,
  position: 911,
  subject: commit.subject,
  author: commit.author,
  committedAt: '2026-02-28T09:41:30.000Z',
  parents: [hashes.parent],
  verdict: 'bad',
  reason: '3 of 3 runs failed.',
  possible: true,
  noop: false,
  drift: null,
  override: null,
  runs: 3,
}

export const build: Build = {
  id: ids.build,
  commit: hashes.culprit,
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64/cma',
  clean: true,
  result: 'built',
  signature: null,
  imageDigest: digests.image,
  toolchain: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0',
  toolchainId: digests.toolchain,
  droppedSymbols: [],
  artifacts: [
    { name: 'config', digest: digests.config, bytes: 214_882 },
    { name: 'image', digest: digests.image, bytes: 38_420_992 },
  ],
  commands: ['make -C SOURCE O=OUT ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- Image'],
  worker: 'lab1',
  seconds: 412.7,
  finishedAt: times.tested,
}

export const run: Run = {
  id: ids.run,
  bisectionId: ids.bisection,
  commit: hashes.culprit,
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64/cma',
  attempt: 1,
  image: digests.image,
  result: { kind: 'failed', signature, stage: 'kernel', frame: { symbol: 'cma_alloc', offset: 108 } },
  log: digests.log,
  logBytes: 18_734,
  command: 'qemu-system-aarch64 -M virt -cpu cortex-a57 -m 1G -nographic -kernel Image',
  emulator: 'QEMU emulator version 7.2.15 (Debian 1:7.2+dfsg-7+deb12u12)',
  accelerator: 'tcg',
  worker: 'lab1',
  cpuSeconds: 6.2,
  seconds: 7.9,
  finishedAt: times.tested,
}
