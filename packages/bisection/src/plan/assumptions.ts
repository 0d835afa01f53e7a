import type { Assumption, Check } from '@kbisect/contracts'
import { type BuildFact, type Revision, type RunFact, type Task, taskKey } from '../model/facts.ts'
import { showingOf } from '../model/range-evidence.ts'
import { cleanlyBuilt } from './clean-builds.ts'
import { furtherBoots } from './next-boot-attempts.ts'
import { oneHost } from './one-host.ts'
import {
  all,
  doubted,
  NOTHING,
  open,
  type ProofEvidence,
  revisionsOf,
  type Settling,
  settled,
  short,
} from './proof-evidence.ts'
import { breaksBuild } from './unproved.ts'

export interface Examined {
  readonly assumptions: readonly Assumption[]
  /** Runs that rule out an explanation that is still possible. */
  readonly tasks: readonly Task[]
}

/**
 * Lists what the evidence for a culprit depends on beside the source of the commit, and which runs
 * would settle it. What cannot be settled here is open; it lowers the label where the installation
 * could have settled it, or where it differs between the culprit and a parent.
 */
export function assumptionsOf(proof: ProofEvidence): Examined {
  const host = oneHost(proof)
  const clock = afterTheClock(proof)
  const assumptions = [
    patchedBuild(proof),
    manualVerdict(proof),
    skippedCommit(proof),
    host.assumption,
    oneToolchain(proof),
    oneEmulator(proof),
    singleImage(proof),
    cleanlyBuilt(proof).assumption,
    revertOf(proof),
    clock.assumption,
  ]
  // One run can settle both: on another host, where that is what it is for.
  const tasks = new Map([...clock.tasks, ...host.tasks].map((task) => [taskKey(task), task]))
  return { assumptions: assumptions.flatMap((one) => one ?? []), tasks: [...tasks.values()] }
}

/** Whether what is open makes the culprit no more than probable. */
export const lowersLabel = (assumptions: readonly Assumption[]): boolean =>
  assumptions.some((assumption) => assumption.lowersLabel)

const resultOf = (checks: readonly Check[], name: Check['name']) => checks.find((check) => check.name === name)?.result

/**
 * A kernel that was built with a patch may fail because of the patch. The same patch on revisions
 * without the culprit must pass, and a kernel without any patch must lose the failure when the
 * culprit is reverted. The commit that broke the build is not told from the patch that completes it
 * by any run.
 */
function patchedBuild(proof: ProofEvidence): Assumption | undefined {
  const { own, parents, checks, counting } = proof
  const patched = revisionsOf(proof).filter((revision) => revision.patched !== undefined)
  const patches = all(patched.flatMap((revision) => revision.patched ?? []))
  if (patched.length === 0) return undefined
  const which = `${all(patched.map(({ commit }) => commit))} ${patched.length === 1 ? 'does' : 'do'} not build and ${patched.length === 1 ? 'was' : 'were'} tested with ${patches} applied`
  if (breaksBuild(counting, own, parents))
    return doubted('patched build', `${which}; what fails may be ${patches} together with ${short(own.commit)}.`)
  const controls = checks.filter(({ name }) => name === 'fix')
  const without = controls.filter(({ result }) => result !== 'passed')
  if (controls.length === 0 || without.length > 0)
    return doubted(
      'patched build',
      `${which}; that the patch changes nothing by itself could not be shown on ${all(without.map(({ commit }) => commit)) || 'any revision without the culprit'}.`,
    )
  if (resultOf(checks, 'revert') !== 'passed')
    return doubted(
      'patched build',
      `${which}; the patch passes on ${all(controls.map(({ commit }) => commit))}, but no kernel without a patch shows what ${short(own.commit)} does.`,
    )
  return settled(
    'patched build',
    `${which}; the patch passes on ${all(controls.map(({ commit }) => commit))}, and the bad revision, which has no patch, passes when ${short(own.commit)} is reverted.`,
  )
}

function manualVerdict(proof: ProofEvidence): Assumption | undefined {
  const { counting } = proof
  const { overrides } = counting.evidence.facts
  if (overrides.length === 0) return undefined
  const decisive = revisionsOf(proof).filter((revision) => showingOf(counting, revision).override !== undefined)
  if (decisive.length > 0)
    return doubted(
      'manual verdict',
      `The verdict of ${all(decisive.map(({ commit }) => commit))} was set by hand, and no run stands for it.`,
    )
  const names = all(overrides.map(({ commit }) => commit))
  return settled(
    'manual verdict',
    `The verdict of ${names} was set by hand; the runs of the culprit and its parents do not depend on it.`,
  )
}

function skippedCommit({ own, parents, checks, untested }: ProofEvidence): Assumption | undefined {
  const unproved = checks.filter(({ name, result }) => name === 'parent' && result !== 'passed')
  if (unproved.length > 0)
    return doubted(
      'skipped commit',
      `${all(unproved.map(({ commit }) => commit))}, ${unproved.length === 1 ? 'a parent' : 'parents'} of the culprit, could not be shown to pass.`,
    )
  if (untested.length === 0 || parents.length === 0) return undefined
  const count = untested.length === 1 ? '1 commit' : `${untested.length} commits`
  return settled(
    'skipped commit',
    `${count} of the range could not be tested; the runs of ${short(own.commit)} and of its parents leave none of them.`,
  )
}

const answers = ({ result }: RunFact): boolean => result.kind === 'passed' || result.kind === 'failed'

function buildsOf(proof: ProofEvidence): BuildFact[] {
  const { evidence, target } = proof.counting
  return revisionsOf(proof).flatMap((revision) => evidence.build(revision, target) ?? [])
}

function oneToolchain(proof: ProofEvidence): Assumption | undefined {
  const builds = buildsOf(proof)
  const toolchains = [...new Set(builds.map(({ toolchain }) => toolchain))].sort()
  const ids = new Set(builds.flatMap(({ toolchainId }) => toolchainId ?? []))
  const [first, ...others] = toolchains
  if (first === undefined) return undefined
  if (others.length === 0 && ids.size <= 1) return open('toolchain', `One compiler built everything: ${first}.`)
  return doubted(
    'toolchain',
    `The culprit and its parents were not built by the same compiler: ${toolchains.join('; ')}.`,
  )
}

function oneEmulator(proof: ProofEvidence): Assumption | undefined {
  const { counting } = proof
  if (counting.test === 'build') return undefined
  const machines = revisionsOf(proof).map((revision) => {
    const runs = counting.evidence.runs(revision, counting.target).filter(answers)
    return new Set(
      runs.map(({ emulator, accelerator }) => [emulator, accelerator].filter((one) => one !== '').join(', ')),
    )
  })
  const names = [...new Set(machines.flatMap((own) => [...own]))].sort()
  const [first, ...others] = names
  if (first === undefined) return undefined
  if (others.length === 0) return open('emulator', `One emulator ran everything: ${first}.`)
  if (names.some((name) => machines.every((own) => own.has(name))))
    return settled('emulator', `The culprit and its parents were run by the same emulators: ${names.join('; ')}.`)
  return doubted('emulator', `The culprit and its parents were not run by the same emulator: ${names.join('; ')}.`)
}

/**
 * Each commit has one image. A build that went wrong is found out by another revision: the bad one
 * with the culprit reverted.
 */
function singleImage(proof: ProofEvidence): Assumption | undefined {
  const { counting, checks } = proof
  if (counting.test === 'build') return undefined
  const images = buildsOf(proof).map(({ imageDigest }) => imageDigest)
  const [own, ...others] = images
  const differ = own !== null && own !== undefined && others.every((image) => image !== null && image !== own)
  const what = differ
    ? 'The culprit and each parent have an image of their own, booted several times'
    : 'The culprit and each parent have one image, and these could not be compared'
  if (resultOf(checks, 'revert') === 'passed')
    return settled('cached image', `${what}; the bad revision with the culprit reverted, another build, passes too.`)
  return open('cached image', `${what}; no other build shows that the difference comes from the source.`)
}

function revertOf({ own, checks }: ProofEvidence): Assumption | undefined {
  const onBad = checks.find(({ name }) => name === 'revert')
  const onCulprit = checks.find(({ name }) => name === 'revert on culprit')
  const name = short(own.commit)
  const failed = [onBad, onCulprit].find((check) => check?.result === 'failed')
  if (failed) return doubted('revert', `${short(failed.commit)} still fails with ${name} reverted.`)
  if (onBad?.result === 'passed') return settled('revert', `The bad revision passes with ${name} reverted.`)
  const why = onBad?.result === 'conflict' ? 'the revert conflicts there' : 'the result could not be tested'
  if (onCulprit?.result === 'passed')
    return settled('revert', `${name} passes with itself reverted; on the bad revision ${why}.`)
  return open('revert', `What the bad revision does without ${name} is not known: ${why}.`)
}

/**
 * Something that changes with time alone, such as a certificate that expires, would fail everything
 * from some moment on. A run of each parent that passes after the culprit failed rules that out.
 */
function afterTheClock({ own, parents, counting, cleared }: ProofEvidence): Settling {
  const { evidence, target } = counting
  if (counting.test === 'build') return NOTHING
  const endings = (revision: Revision) =>
    evidence
      .runs(revision, target)
      .flatMap(({ result, finishedAt }) => (finishedAt ? [{ kind: result.kind, at: finishedAt.getTime() }] : []))
  const failures = endings(own).filter(({ kind }) => kind === 'failed')
  const first = Math.min(...failures.map(({ at }) => at))
  const later = (parent: Revision) => endings(parent).filter(({ at }) => at > first)
  const timed = parents.filter((parent) => endings(parent).length > 0)
  if (failures.length === 0 || timed.length === 0) return NOTHING
  const unsettled = timed.filter((parent) => !later(parent).some(({ kind }) => kind === 'passed'))
  if (unsettled.length === 0) {
    const text =
      'Each parent passed after the culprit had failed: the failure did not begin at some moment for all kernels.'
    return { assumption: settled('clock', text), tasks: [] }
  }
  const text = `All passing runs of ${all(unsettled.map(({ commit }) => commit))} were made before the culprit failed.`
  const open = unsettled.filter((parent) => later(parent).length < cleared)
  return {
    assumption: doubted('clock', text),
    tasks: open.flatMap((parent) => furtherBoots(evidence, parent, target, 1)),
  }
}
