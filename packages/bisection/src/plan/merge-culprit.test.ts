import { describe, expect, it } from 'vitest'
import {
  type Behaviour,
  failing,
  hash,
  otherPanic,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

const line = (prefix: string, length: number, from: string): (readonly [string, readonly string[]])[] =>
  Array.from({ length }, (_, at) => [`${prefix}${at + 1}`, [at === 0 ? from : `${prefix}${at}`]] as const)

/** Two sides of six commits fork at `good`, meet in `merge`; two more commits follow. */
const history: World['history'] = [
  ...line('a', 6, 'good'),
  ...line('b', 6, 'good'),
  ['merge', ['a6', 'b6']],
  ['after', ['merge']],
  ['bad', ['after']],
]

const numberIn = (name: string): number => Number(name.slice(1))

/** a4 and b3 break each other; neither breaks anything alone. */
function breaks(commit: string, merged: string | undefined): boolean {
  const sides = [commit, merged ?? '']
  const has = (prefix: string, from: number) =>
    sides.some((name) => name.startsWith(prefix) && name.length === 2 && numberIn(name) >= from)
  return ['merge', 'after', 'bad'].includes(commit) || (has('a', 4) && has('b', 3))
}

const behaveWith =
  (whole: (commit: string, merged: string | undefined) => Behaviour): World['behave'] =>
  (commit, { reverted, merged }) =>
    reverted ? passed : whole(commit, merged)

const solve = (whole: (commit: string, merged: string | undefined) => Behaviour) =>
  simulate({ history, behave: behaveWith(whole) })

describe('a culprit that is a merge with good parents', () => {
  it('is told with the first commit of each side that fails when it meets the other side', () => {
    const { plan, tasks } = solve((commit, merged) => (breaks(commit, merged) ? failing(panic) : passed))
    expect(plan.result).toMatchObject({
      outcome: 'culprit',
      label: 'confirmed',
      culprit: { hash: hash('merge') },
      merge: {
        sides: [
          { parent: hash('a6'), commit: { hash: hash('a4'), subject: 'a4' } },
          { parent: hash('b6'), commit: { hash: hash('b3'), subject: 'b3' } },
        ],
      },
    })
    // Half of six commits, and half of those, on each side, beside the two tips together.
    expect(tasks.filter((task) => task.startsWith('build') && task.includes('&')).length).toBeLessThanOrEqual(7)
  })

  it('says that the merge commit itself did it when git alone merges the sides well', () => {
    const { plan } = solve((commit) => (['merge', 'after', 'bad'].includes(commit) ? failing(panic) : passed))
    expect(plan.result?.merge?.sides).toMatchObject([{ commit: null }, { commit: null }])
    expect(plan.result?.merge?.sides[0]?.reason).toContain('the merge commit itself')
  })

  it.each([
    ['conflict', 'cannot merge'],
    ['does not build', 'cannot merge'],
    [failing(otherPanic), 'cannot merge'],
  ] as const)('says so when the sides merged by git alone end in %o', (behaviour, words) => {
    const { plan } = solve((commit, merged) =>
      merged ? behaviour : ['merge', 'after', 'bad'].includes(commit) ? failing(panic) : passed,
    )
    expect(plan.result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('merge') } })
    expect(plan.result?.merge?.sides[1]?.reason).toContain(words)
  })

  it('gives no single commit of a side whose commits cannot be merged with the other', () => {
    const { plan } = solve((commit, merged) => {
      const tip = commit === 'a6' || commit === 'b6'
      if (merged && !tip) return 'conflict'
      return breaks(commit, merged) ? failing(panic) : passed
    })
    expect(plan.result?.merge?.sides).toMatchObject([{ commit: null }, { commit: null }])
    expect(plan.result?.merge?.sides[0]?.reason).toContain('one of 6 commits')
  })

  it('says nothing of sides for an ordinary culprit', () => {
    const behave: World['behave'] = (commit, { reverted }) =>
      ['after', 'bad'].includes(commit) && !reverted ? failing(panic) : passed
    const { plan, tasks } = simulate({ history, behave })
    expect(plan.result).toMatchObject({ culprit: { hash: hash('after') }, merge: null })
    expect(tasks.some((task) => task.includes('&'))).toBe(false)
  })
})
