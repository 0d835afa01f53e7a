import type { Assumption } from '@kbisect/contracts'
import { sameFailure } from '@kbisect/verdict'
import { type Revision, type RunFact, revisionKey, type Task, taskKey, taskKeyOf } from '../model/facts.ts'
import type { Counting } from '../model/range-evidence.ts'
import { lacksKernelLine } from '../work/silent-boot.ts'
import { furtherBoots } from './next-boot-attempts.ts'
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

/**
 * Whether the culprit fails, and each parent passes, on more than one host. Where another host
 * lives, a run of each is asked for there; more than one where the failure does not show in every
 * run.
 */
export function oneHost(proof: ProofEvidence): Settling {
  const { counting, own } = proof
  if (counting.test === 'build') return { assumption: builtByOneHost(proof), tasks: [] }
  const tested = revisionsOf(proof).flatMap((revision) => {
    const shown = shownOn(counting, revision, revision === own ? 'failed' : 'passed')
    return shown.length === 0 ? [] : [{ revision, shown }]
  })
  const single = tested.filter(({ shown }) => shown.length === 1)
  if (tested.length === 0) return NOTHING
  if (single.length === 0)
    return { assumption: settled('one host', 'The culprit and its parents were run on more than one host.'), tasks: [] }
  const tasks = single.flatMap(({ revision, shown }) => runElsewhere(proof, revision, shown))
  return { assumption: ofOneHost(proof, single), tasks }
}

interface OnHost {
  readonly revision: Revision
  readonly shown: readonly string[]
}

function ofOneHost(proof: ProofEvidence, single: readonly OnHost[]): Assumption {
  const names = [...new Set(single.flatMap(({ shown }) => shown))].sort().join(', ')
  const which = all(single.map(({ revision }) => revision.commit))
  const isAlone = single.every(({ revision, shown }) => otherHosts(proof, revision, shown).length === 0)
  if (isAlone && isSilent(proof))
    return open(
      'one host',
      `${which} ran on ${names} alone, which saw no line of the kernel from ${short(proof.own.commit)}: a broken emulator there shows the same. No other host can run the target.`,
    )
  return isAlone
    ? open('one host', `${which} ran on ${names} alone; no other host can run the target.`)
    : doubted('one host', `What ${which} showed on ${names} no other host has shown.`)
}

/** Whether the culprit fails without a line of the kernel. */
function isSilent({ counting: { evidence, target }, own }: ProofEvidence): boolean {
  return evidence.runs(own, target).some(({ result }) => lacksKernelLine(result))
}

/**
 * That one host alone saw how the culprit's build fails, where the failure can come from the host:
 * it, or one like it, was an infrastructure error first.
 */
function builtByOneHost({ counting: { evidence, target }, own }: ProofEvidence): Assumption | undefined {
  const { builds, infrastructureErrors } = evidence.facts
  const failed = builds.filter(({ targetKey, result }) => targetKey === target.key && result === 'failed')
  const mine = failed.filter((build) => revisionKey(build.revision) === revisionKey(own))
  const alike = failed.filter(({ signature: other }) =>
    mine.some(({ signature }) => signature && other && sameFailure(signature, other)),
  )
  const errors = alike.flatMap(
    (build) =>
      infrastructureErrors.get(taskKeyOf({ kind: 'build', ...build, revision: revisionKey(build.revision) })) ?? [],
  )
  const hosts = new Set([...alike, ...errors].map(({ worker }) => worker))
  if (errors.length === 0 || hosts.size > 1) return undefined
  const codes = [...new Set(errors.map(({ code }) => code))].join(', ')
  return open(
    'one host',
    `How ${short(own.commit)} fails to build was seen on ${[...hosts].join()} alone, at first as an infrastructure error (${codes}).`,
  )
}

/** Hosts on which it ended so. */
function shownOn({ evidence, target }: Counting, revision: Revision, kind: 'failed' | 'passed'): string[] {
  const runs = evidence.runs(revision, target).filter(({ result }) => result.kind === kind)
  return [...new Set(runs.map(({ worker }) => worker))]
}

/**
 * Living hosts that can make a further run of it: a host that failed at that run with
 * infrastructure errors cannot.
 */
function otherHosts({ counting, hosts }: ProofEvidence, revision: Revision, shown: readonly string[]): string[] {
  const { evidence, target } = counting
  const next = furtherBoots(evidence, revision, target, 1)
  const unable = next
    .flatMap((task) => evidence.facts.infrastructureErrors.get(taskKey(task)) ?? [])
    .map(({ worker }) => worker)
  return hosts.filter((host) => !shown.includes(host) && !unable.includes(host))
}

/** One run on another host; further ones while other hosts take them, and they say neither. */
function runElsewhere(proof: ProofEvidence, revision: Revision, shown: readonly string[]): Task[] {
  if (otherHosts(proof, revision, shown).length === 0) return []
  const { counting, cleared } = proof
  const { evidence, target } = counting
  const left = ({ avoided = [] }: RunFact) => shown.every((host) => avoided.includes(host))
  const asked = evidence.runs(revision, target).filter(left)
  const taken = asked.filter(({ worker }) => !shown.includes(worker))
  if (asked.length > 0 && (taken.length < asked.length || asked.length >= cleared)) return []
  return furtherBoots(evidence, revision, target, 1).map((task) => ({ ...task, avoid: shown }))
}
