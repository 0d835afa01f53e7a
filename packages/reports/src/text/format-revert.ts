import type { BisectionResult, Check } from '@kbisect/contracts'
import { oneLine } from '../text-format.ts'

type Result = Check['result']
type Says = (passes: string, fails: string) => string

const ON_BAD: Readonly<Record<Result, Says>> = {
  passed: (passes) => `With it reverted, the bad revision ${passes}`,
  failed: (_, fails) => `With it reverted, the bad revision still ${fails}`,
  conflict: () => 'Its revert does not apply to the bad revision',
  'does not build': () => 'With it reverted, the bad revision does not build',
  'could not tell': () => 'With it reverted, the bad revision gave no clear result',
}

const ON_CULPRIT: Readonly<Record<Result, Says>> = {
  passed: (passes) => `With the commit reverted on top of itself, the kernel ${passes}`,
  failed: (_, fails) => `With the commit reverted on top of itself, the kernel still ${fails}`,
  conflict: () => 'Its revert does not apply on top of the commit itself',
  'does not build': () => 'With the commit reverted on top of itself, the kernel does not build',
  'could not tell': () => 'With the commit reverted on top of itself, the kernel gave no clear result',
}

const REVERTS = { revert: ON_BAD, 'revert on culprit': ON_CULPRIT } as const

/**
 * Returns a sentence for each revert that was tested, with what it showed; or says that none was.
 */
export function revertWords({ checks }: Pick<BisectionResult, 'checks'>, isBuild: boolean): string {
  const [passes, fails] = isBuild ? ['builds', 'does not build'] : ['passes', 'fails']
  const sentences = checks.flatMap(({ name, result, reason }) => {
    if (name !== 'revert' && name !== 'revert on culprit') return []
    const why = reason === undefined || result === 'passed' ? '' : ` (${oneLine(reason)})`
    return [`${REVERTS[name][result](passes, fails)}${why}.`]
  })
  return sentences.length === 0 ? 'No revert was tested.' : sentences.join(' ')
}
