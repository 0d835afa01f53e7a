import {
  type Build,
  type Candidate,
  type KcidbBuild,
  type KcidbCheckout,
  type KcidbStatus,
  type KcidbTest,
  type Run,
  type RunResult,
  type Test,
  testOf,
} from '@kbisect/contracts'
import { signatureLine } from '../format-failure.ts'
import type { KcidbInput } from './kcidb-input.ts'
import { clean, excerpt, publicUrl, startOf } from './kcidb-values.ts'

/** Of SHA-1 repositories alone: KCIDB knows no other hashes. */
const HASH = /^[0-9a-f]{40}$/

/** A commit as it is in the tree; what was changed on top of it is nobody else's code. */
export const isPlain = ({
  commit,
  reverted,
  patched,
  merged,
}: Pick<Build | Run, 'commit' | 'reverted' | 'patched' | 'merged'>): boolean =>
  HASH.test(commit) && reverted === null && patched === null && merged === null

const checkoutId = ({ origin, bisection }: KcidbInput, commit: string): string => `${origin}:${bisection.id}_${commit}`
export const buildId = ({ origin }: KcidbInput, build: Pick<Build, 'id'>): string => `${origin}:${build.id}`
export const testId = ({ origin }: KcidbInput, run: Run): string => `${origin}:${run.id}`

/** A commit that was built; `candidate` where it is one of the range. */
export function kcidbCheckout(input: KcidbInput, commit: string, candidate: Candidate | undefined): KcidbCheckout {
  const { bisection, origin, treeUrl } = input
  return clean({
    id: checkoutId(input, commit),
    origin,
    tree_name: bisection.tree,
    git_repository_url: publicUrl(treeUrl),
    git_commit_hash: commit,
    git_repository_branch: bisection.branch ?? undefined,
    git_repository_branch_tip: false,
    patchset_hash: '',
    comment: candidate?.subject,
    start_time: bisection.startedAt ?? undefined,
    valid: true,
    misc: { bisection: { id: bisection.id, verdict: candidate?.verdict, position: candidate?.position } },
  })
}

function configName({ bisection }: KcidbInput, name: string): string | undefined {
  const target = bisection.targets.find((one) => one.name === name)
  if (!target) return undefined
  const base = typeof target.config === 'string' ? target.config : target.config.name
  return [base, ...target.fragments.map((fragment) => fragment.name)].join('+')
}

export function kcidbBuild(input: KcidbInput, build: Build): KcidbBuild {
  const { origin, urls, bisection } = input
  const url = (name: string) => {
    const artifact = build.artifacts.find((one) => one.name === name)
    return artifact ? publicUrl(urls.artifact(artifact.digest)) : undefined
  }
  const resources = (names: readonly string[]) => {
    const found = names.flatMap((name) => {
      const place = url(name)
      return place === undefined ? [] : [{ name, url: place }]
    })
    return found.length > 0 ? found : undefined
  }
  return clean({
    id: buildId(input, build),
    origin,
    checkout_id: checkoutId(input, build.commit),
    architecture: bisection.targets.find(({ name }) => name === build.target)?.architecture,
    command: build.commands.join(' && '),
    compiler: build.toolchain,
    config_name: configName(input, build.target),
    config_url: url('config'),
    input_files: resources(['config']),
    output_files: resources(['image', 'system-map']),
    log_url: url('log'),
    log_excerpt: excerpt(build.signature ? signatureLine(build.signature) : undefined),
    status: build.result === 'built' ? ('PASS' as const) : ('FAIL' as const),
    start_time: startOf(build),
    duration: build.seconds,
    misc: { bisection: { id: bisection.id, target: build.target } },
  })
}

const PATHS = { boot: 'boot', build: 'build', script: 'kbisect.script', console: 'kbisect.console' } as const

/** Where the test stands in KCIDB's tree of tests. */
const pathOf = (test: Test): string =>
  test.kind === 'kunit' ? ['kunit', test.suite, ...(test.case ? [test.case] : [])].join('.') : PATHS[test.kind]

/** What a run showed, by the rules of the bisection's request. */
export function statusOf({ bisection, isSame }: KcidbInput, result: RunResult): KcidbStatus {
  if (result.kind === 'failed') return 'FAIL'
  if (result.kind === 'skipped') return 'SKIP'
  if (result.kind === 'infrastructure') return 'MISS'
  return bisection.request.warnings === 'fail' && result.warnings?.some(isSame) ? 'FAIL' : 'PASS'
}

export function kcidbTest(input: KcidbInput, run: Run, build: Pick<Build, 'id'>, text: string | undefined): KcidbTest {
  const { origin, urls, bisection } = input
  const { result } = run
  const architecture = bisection.targets.find(({ name }) => name === run.target)?.architecture
  return clean({
    id: testId(input, run),
    origin,
    build_id: buildId(input, build),
    path: pathOf(testOf(bisection.request)),
    status: statusOf(input, result),
    environment: {
      comment: `${run.emulator} (${run.accelerator})`,
      misc: { platform: `qemu-${architecture}`, accelerator: run.accelerator },
    },
    log_url: run.log === null ? undefined : publicUrl(urls.log(run.id)),
    log_excerpt: excerpt(text ?? (result.kind === 'failed' ? signatureLine(result.signature) : undefined)),
    start_time: startOf(run),
    duration: run.seconds,
    misc: { bisection: { id: bisection.id, target: run.target, attempt: run.attempt }, command: run.command },
  })
}
