import type { ApiClient } from '@kbisect/testing'
import type { ToyCase } from './draw-case.ts'

type Bisection = Awaited<ReturnType<ApiClient['bisection']>>

/**
 * How an answer stands to the truth. `range`: not one commit, but the culprit is among those named.
 */
export type Judgement = 'exact' | 'range' | 'WRONG' | 'missed' | 'none, rightly' | 'no answer'

export interface CaseResult {
  /** The bisection's, for whoever wants to see more of it. */
  readonly id: string
  readonly toyCase: ToyCase
  readonly judgement: Judgement
  /** Outcome and label, or the state of a bisection that did not finish. */
  readonly outcome: string
  readonly reason: string
  /** Commits of the range. */
  readonly commits: number
  readonly builds: number
  readonly boots: number
  readonly seconds: number
  readonly infrastructureErrors: number
  /** How often it paused. */
  readonly pauses: number
}

/** Compares a bisection's answer with the history's truth; `culprit` is its full hash. */
export function judgeAnswer({ outcome, result }: Bisection, culprit: string | undefined): Judgement {
  if (outcome === 'culprit') return culprit !== undefined && result?.culprit?.hash === culprit ? 'exact' : 'WRONG'
  if (outcome === 'range') return culprit !== undefined && result?.range.includes(culprit) ? 'range' : 'WRONG'
  if (outcome === 'not-reproduced' || outcome === 'inconclusive')
    return culprit === undefined ? 'none, rightly' : 'missed'
  return 'no answer'
}

export const isRight = (judgement: Judgement): boolean => judgement === 'exact' || judgement === 'none, rightly'

/** One line about it, for a person. */
export function resultLine({ toyCase, judgement, outcome, reason, ...figures }: CaseResult): string {
  const { number, architecture, failing, failingWithout, traits } = toyCase
  const { commits, builds, boots, seconds, infrastructureErrors } = figures
  const rates = `${Math.round(failing * 100)}/${Math.round(failingWithout * 100)} %`
  const faults = infrastructureErrors > 0 ? `, ${infrastructureErrors} faults of ours` : ''
  const odd = isRight(judgement) ? '' : `: ${reason}`
  return (
    `#${number} ${judgement} (${outcome}) ${architecture} ${rates}, ${commits} commits${traits.map((one) => `, ${one}`).join('')}; ` +
    `${builds} builds, ${boots} boots, ${Math.round(seconds)} s${faults}${odd}`
  )
}
