import { describe, expect, it } from 'vitest'
import {
  type Behaviour,
  chain,
  failing,
  hash,
  numberOf,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

type About = Parameters<World['behave']>[1]

/** c06 does not compile. c07 makes it compile again and brings the panic, wherever it is applied. */
const fixBringsPanic =
  (onOthers: (commit: string) => Behaviour): World['behave'] =>
  (commit, { patched, reverted }: About): Behaviour => {
    const at = numberOf(commit)
    if (reverted === 'c06') return 'conflict'
    if (patched === undefined)
      return at === 6 ? 'does not build' : at >= 7 && reverted !== 'c07' ? failing(panic) : passed
    if (patched !== 'c07') return 'conflict'
    return at === 6 ? failing(panic) : onOthers(commit)
  }

describe('a commit that does not compile before the one that compiles again and brings the failure', () => {
  it('is not blamed when the fix applies nowhere else', () => {
    const { plan } = simulate({ history: chain(12), behave: fixBringsPanic(() => 'conflict') })
      plan.result?.outcome,
      plan.result?.label,
      plan.result?.culprit?.subject,
      plan.result?.probability,
      plan.result?.reason,
    )
    expect(plan.result).toMatchObject(outcome: 'range', label: 'range', culprit: null )
    expect(plan.result?.range).toEqual([hash('c06'), hash('c07')])
  })

  it('is not blamed when the fix fails on the good revision as well: the fix is the culprit', () => {
    const { plan } = simulate({ history: chain(12), behave: fixBringsPanic(() => failing(panic)) })
      plan.result?.outcome,
      plan.result?.label,
      plan.result?.culprit?.subject,
      plan.result?.probability,
      plan.result?.reason,
    )
    expect(plan.result).toMatchObject(outcome: 'culprit', culprit: hash: hash('c07') )
  })
})
