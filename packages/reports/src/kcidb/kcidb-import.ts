import { KCIDB_EXCERPT, type Kcidb, type RegressionRequest } from '@kbisect/contracts'
import { failingResult, lastPassingRun } from './failing-result.ts'
import { KcidbObjects, type Result } from './kcidb-objects.ts'
import { targetOf } from './kcidb-target.ts'
import type { Reading, Refusal } from './reported-regression.ts'

// KernelCI's names for "it boots".
const BOOTS = /^(boot|baseline)(\.|$)/

interface Tested {
  readonly test: NonNullable<RegressionRequest['test']>
  readonly obstacle: string | undefined
}

/** What it comes to here: a boot, a build, or a test that we know the name of alone. */
function testOf({ test }: Result): Tested {
  if (!test) return { test: { kind: 'build' }, obstacle: undefined }
  const { path = '' } = test.object
  if (BOOTS.test(path)) return { test: { kind: 'boot' }, obstacle: undefined }
  const kunit = kunitOf(path)
  if (kunit) return { test: kunit, obstacle: undefined }
  const obstacle = `What the test ${path || '(without a path)'} does is not known here; start a bisection with a script or a pattern for the console.`
  // The name alone, so that two tests are two questions; it is never run.
  return { test: { kind: 'script', script: `# ${path}` }, obstacle }
}

// "exec" is how KernelCI calls the step that runs the suites; there is a suite of that name, too.
const KUNIT =
  /^kunit\.(?:exec\.(?=[^.]+\.[^.]))?([A-Za-z0-9_][A-Za-z0-9_,:/ +-]{0,99})(?:\.([!-~](?:[ -~]{0,198}[!-~])?))?$/

/** The suite and the case of KUnit that a path names: `kunit.list_sort.list_sort_test`. */
function kunitOf(path: string): Tested['test'] | undefined {
  const [, suite, name] = KUNIT.exec(path) ?? []
  return suite === undefined ? undefined : { kind: 'kunit', suite, ...(name === undefined ? {} : { case: name }) }
}

function refusePlace({ checkout }: Result): Refusal[] {
  const { id, patchset_hash: patches = '', git_commit_hash: hash } = checkout.object
  if (patches !== '')
    return [
      {
        field: `${checkout.field}.patchset_hash`,
        value: patches,
        message: `${id} has patches on top of its commit: they are in no history that could be bisected`,
        hint: 'Send a failure of a commit as it is in the tree.',
      },
    ]
  if (hash !== undefined) return []
  return [
    {
      field: `${checkout.field}.git_commit_hash`,
      message: `${id} does not name its commit`,
      hint: 'Send its full hash.',
    },
  ]
}

const NO_PASSING_RUN =
  'No passing test of the same path, platform, architecture, configuration, compiler, tree and branch on another commit came with it, so the last good commit is not known.'

function originOf(version: Kcidb['version'], { test, build, checkout }: Result, passingRun: Result | undefined) {
  const told = (test ?? build).object
  const { environment, path } = test?.object ?? {}
  return {
    format: `kcidb ${version.major}.${version.minor}`,
    testId: test?.object.id,
    buildId: build.object.id,
    checkoutId: checkout.object.id,
    goodTestId: passingRun?.test?.object.id,
    goodBuildId: passingRun?.build.object.id,
    path,
    platform: environment?.misc?.platform,
    compiler: build.object.compiler,
    configName: build.object.config_name,
    configUrl: build.object.config_url,
    commitName: checkout.object.git_commit_name,
    logUrl: told.log_url,
    goodLogUrl: (passingRun?.test ?? passingRun?.build)?.object.log_url,
    logExcerpt: told.log_excerpt?.slice(0, KCIDB_EXCERPT),
    startTime: told.start_time,
  }
}

/**
 * Reads a failure with its last passing run out of a report of KCIDB, or says field by field why
 * that cannot be done.
 */
export function readKcidb(report: Kcidb): Reading {
  const objects = new KcidbObjects(report)
  const failing = failingResult(objects)
  if (!('build' in failing)) return { kind: 'refused', refusals: failing }
  const target = targetOf(failing.build)
  const refusals = [...refusePlace(failing), ...('message' in target ? [target] : [])]
  if (refusals.length > 0 || 'message' in target) return { kind: 'refused', refusals }
  const passingRun = lastPassingRun(objects, failing)
  const { object: checkout, field } = failing.checkout
  const { test, obstacle } = testOf(failing)
  const branch = checkout.git_repository_branch
  return {
    kind: 'regression',
    regression: {
      tree: { name: checkout.tree_name, url: checkout.git_repository_url, field: `${field}.tree_name` },
      good: passingRun?.checkout.object.git_commit_hash ?? null,
      request: {
        bad: checkout.git_commit_hash ?? '',
        target: target.value,
        test,
        ...(branch ? { branch } : {}),
      },
      fields: {
        good: `${passingRun?.checkout.field ?? field}.git_commit_hash`,
        bad: `${field}.git_commit_hash`,
      },
      obstacle: passingRun ? obstacle : NO_PASSING_RUN,
      notes: target.notes,
      source: 'kcidb',
      origin: originOf(report.version, failing, passingRun),
      excerpt: (failing.test ?? failing.build).object.log_excerpt,
    },
  }
}

/** The same of our own short form, which says what is to be done. */
export function readShortForm({ tree, good, why, ...request }: RegressionRequest): Reading {
  return {
    kind: 'regression',
    regression: {
      tree: { name: tree, url: undefined, field: 'tree' },
      good,
      request,
      fields: { good: 'good', bad: 'bad' },
      obstacle: undefined,
      notes: [],
      source: 'api',
      origin: { why },
      excerpt: undefined,
    },
  }
}

interface KnownTree {
  readonly name: string
  readonly url: string
}

const sameAddress = (url: string): string =>
  url
    .toLowerCase()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')

/** The tree of ours that a report speaks of: by its name, else by the address of its repository. */
export function findTree<T extends KnownTree>(
  trees: readonly T[],
  { name, url }: { name: string | undefined; url: string | undefined },
): T | undefined {
  const named = trees.find((tree) => tree.name === name?.toLowerCase())
  return named ?? (url === undefined ? undefined : trees.find((tree) => sameAddress(tree.url) === sameAddress(url)))
}
