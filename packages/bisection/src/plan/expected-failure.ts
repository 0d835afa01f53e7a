import { testOf } from '@kbisect/contracts'
import { matchesWanted, type Signature, sameFailure } from '@kbisect/verdict'
import type { Evidence } from '../model/evidence.ts'
import type { BisectionRecord } from '../model/facts.ts'
import { failuresOfTest } from '../model/failures-of-test.ts'
import { mainTarget } from '../model/main-target.ts'

/**
 * The failure that is searched for: of those that the bad revision shows, and that fit the request
 * where it names one, the most frequent; of several the one that came first. Where warnings count,
 * one that the good revision has as well gives way to any other.
 */
export function failureOf(record: BisectionRecord, evidence: Evidence): Signature | undefined {
  const { failure: wanted } = record.request
  const shown = failuresAt(record, evidence, record.bad.hash).filter(
    (signature) => wanted === undefined || matchesWanted(signature, wanted),
  )
  const old = failuresAt(record, evidence, record.good.hash)
  const news = shown.filter((signature) => !old.some((other) => sameFailure(other, signature)))
  return mostFrequent(news.length > 0 ? news : shown)
}

function failuresAt(record: BisectionRecord, evidence: Evidence, commit: string): Signature[] {
  const target = mainTarget(record)
  const test = testOf(record.request).kind
  if (test === 'build') {
    const signature = evidence.build({ commit }, target)?.signature
    return signature ? [signature] : []
  }
  const { warnings = 'ignore' } = record.request
  return evidence.runs({ commit }, target).flatMap(({ result }) => failuresOfTest(test, result, warnings))
}

function mostFrequent(signatures: readonly Signature[]): Signature | undefined {
  const seen: { signature: Signature; count: number }[] = []
  for (const signature of signatures) {
    const known = seen.find((one) => sameFailure(one.signature, signature))
    if (known) known.count++
    else seen.push({ signature, count: 1 })
  }
  return seen.sort((a, b) => b.count - a.count)[0]?.signature
}
