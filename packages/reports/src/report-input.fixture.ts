import { createHash } from 'node:crypto'
import type {
  Bisection,
  BisectionResult,
  Build,
  Candidate,
  ConfigFileSummary,
  Run,
  Signature,
  TargetSummary,
} from '@kbisect/contracts'
import { reportUrls } from './gather-report.ts'
import type { ReportInput } from './report-input.ts'

export const hash = (digit: string): string => digit.repeat(40)
export const GOOD = hash('a')
export const CULPRIT = hash('c')
export const BAD = hash('d')
export const TIME = '2026-03-01T10:00:00.000Z'

export const signature: Signature = {
  kind: 'panic',
  function: 'cma_init_reserved_mem',
  text: 'panic in cma_init_reserved_mem: Unable to handle kernel paging request',
}

/** Texts of all files that {@link configFile} made. */
export const configTexts = new Map<string, string>()

/** A configuration file whose text is in {@link configTexts}. */
export function configFile(name: string, content: string): ConfigFileSummary {
  const digest = createHash('sha256').update(content).digest('hex')
  configTexts.set(digest, content)
  return { name, digest, bytes: content.length }
}

const cma = configFile('cma', 'CONFIG_CMA=y\nCONFIG_DMA_CMA=y\n')

/** A target of this name; its architecture is what stands before the slash. */
export function target(name: string, changes: Partial<TargetSummary> = {}): TargetSummary {
  return {
    key: '0123456789abcdef',
    name,
    architecture: name.split('/')[0] as TargetSummary['architecture'],
    config: 'tinyconfig',
    fragments: [cma],
    toolchain: 'gcc',
    cmdline: '',
    bootable: true,
    ...changes,
  }
}

/** One with a fragment more than the others have. */
export const withFragment = (name: string, content: string): TargetSummary =>
  target(name, { fragments: [cma, configFile('more', content)] })

const noDmaCma = '# CONFIG_DMA_CMA is not set\n'

/** The targets that {@link culpritResult} speaks of. */
export const targets: readonly TargetSummary[] = [
  target('arm64'),
  target('arm'),
  withFragment('arm64/no-dma-cma', noDmaCma),
  withFragment('arm/no-dma-cma', noDmaCma),
  target('x86_64', { cmdline: 'cma=16M' }),
  target('x86_64/clang', { toolchain: 'clang', cmdline: 'cma=16M' }),
]

export const culpritResult: BisectionResult = {
  outcome: 'culprit',
  label: 'confirmed',
  reason: 'Found and confirmed.',
  culprit: {
    hash: CULPRIT,
    subject: 'mm/cma: keep areas in a list',
    author: 'Ada <ada@example.org>',
    authoredAt: TIME,
  },
  probability: 0.998,
  range: [],
  assumptions: [],
  signature,
  affectedTargets: [
    { target: 'arm64', result: 'affected', reason: '' },
    { target: 'arm', result: 'affected', reason: 'silence after "Memory policy"' },
    { target: 'arm64/no-dma-cma', result: 'not affected', reason: '' },
    { target: 'arm/no-dma-cma', result: 'not affected', reason: '' },
    { target: 'x86_64', result: 'not affected', reason: '' },
    { target: 'x86_64/clang', result: 'could not tell', reason: 'does not build' },
  ],
  checks: [
    { name: 'bad revision', commit: BAD, result: 'passed', passes: 0, failures: 3 },
    { name: 'culprit', commit: CULPRIT, result: 'passed', passes: 0, failures: 4 },
    { name: 'revert', commit: BAD, result: 'conflict', passes: 0, failures: 0 },
  ],
  findings: [
    { signature: { kind: 'panic', text: 'panic in early_setup' }, commits: [hash('b')], runs: 1, fatal: true },
  ],
  cause: null,
  basis: null,
  merge: null,
  drift: [],
  canChange: null,
  ranked: [],
}

const candidate = (digit: string, position: number, verdict: Candidate['verdict'], subject: string): Candidate => ({
  hash: hash(digit),
  position,
  subject,
  author: 'Ada <ada@example.org>',
  committedAt: TIME,
  parents: [],
  verdict,
  reason: verdict === 'skip' ? 'does not compile' : null,
  possible: verdict === null || verdict === 'skip',
  noop: false,
  drift: null,
  override: null,
  runs: 1,
})

export const candidates: Candidate[] = [
  candidate('b', 0, 'skip', 'early: set up in another order'),
  { ...candidate('c', 1, 'bad', 'mm/cma: keep areas in a list'), parents: [hash('b')] },
  candidate('d', 2, 'bad', 'docs: say more'),
]

export const run = (id: string, commit: string, result: Run['result']): Run => ({
  id,
  commit,
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64',
  attempt: 1,
  image: null,
  result,
  log: hash('1').slice(0, 32).repeat(2),
  logBytes: 100,
  command: 'qemu-system-aarch64 -M virt',
  emulator: 'QEMU 7.2.9',
  accelerator: 'tcg',
  worker: 'w1',
  cpuSeconds: 2,
  seconds: 2,
  finishedAt: TIME,
})

/** What came of building a commit for the main target. */
export const build = (commit: string, result: Build['result'], text?: string): Build => ({
  id: `build${commit.slice(0, 8)}`,
  commit,
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64',
  clean: false,
  result,
  signature: text === undefined ? null : { kind: 'build-failed', text },
  imageDigest: null,
  toolchain: 'gcc 12.2.0',
  toolchainId: '7'.repeat(64),
  droppedSymbols: [],
  artifacts: [{ name: 'log', digest: `${commit.slice(0, 8)}10`.padEnd(64, '0'), bytes: 100 }],
  commands: [],
  worker: 'w1',
  seconds: 10,
  finishedAt: TIME,
})

/** A bisection that ended so. */
export const bisectionWith = (result: Partial<BisectionResult>, changes: Partial<Bisection> = {}): Bisection =>
  inputFor({ ...culpritResult, ...result }, changes).bisection

/** A report's input with this result. */
export function inputFor(result: BisectionResult | null, changes: Partial<Bisection> = {}): ReportInput {
  const bisection: Bisection = {
    id: 'abcdefgh',
    tree: 'lab',
    title: 'boot on arm64 between v1 and v2',
    good: { ref: 'v1', hash: GOOD },
    bad: { ref: 'v2', hash: BAD },
    target: 'arm64',
    architecture: 'arm64',
    config: 'tinyconfig+cma',
    branch: 'next',
    test: 'boot',
    state: result ? 'finished' : 'running',
    stage: result ? 'done' : 'narrow',
    outcome: result?.outcome ?? null,
    label: result?.label ?? null,
    culprit: result?.culprit ?? null,
    commits: 3,
    candidatesLeft: 2,
    reason: result?.reason ?? null,
    expected: null,
    regression: result ? { id: 'regression1', state: 'open' } : null,
    createdAt: TIME,
    startedAt: TIME,
    finishedAt: result ? '2026-03-01T10:03:20.000Z' : null,
    request: { tree: 'lab', good: 'v1', bad: 'v2', target: { architecture: 'arm64' } },
    targets: [...targets],
    mergeBases: [],
    createdBy: 'lab',
    retryOf: null,
    progress: {
      stage: 'narrow',
      commits: 3,
      candidatesLeft: 2,
      builds: 7,
      runs: 2,
      working: [],
      infrastructureErrors: 0,
    },
    search: null,
    result,
    ...changes,
  }
  const runs = [
    run('rungood1', GOOD, { kind: 'passed' }),
    run('runbad01', CULPRIT, { kind: 'failed', signature, stage: 'kernel' }),
  ]
  const urls = reportUrls('http://localhost:1', 'abcdefgh', 'public')
  return { bisection, candidates, builds: [], runs, texts: configTexts, urls, reporter: 'kbisect@example.org' }
}
