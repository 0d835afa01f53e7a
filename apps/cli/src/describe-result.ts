import type { Bisection, BisectionResult } from '@kbisect/contracts'
import { canChangeWords, percentColumn } from './belief-words.ts'
import { printable } from './printable.ts'
import { clock } from './progress/durations.ts'
import { count } from './progress/status-lines.ts'

const RANGE_SHOWN = 20

/** How a bisection ended, or where it stands, in lines for a person. */
export function describeResult(bisection: Bisection, url: string): string[] {
  return [
    ...headline(bisection),
    ...canChange(bisection),
    ...checks(bisection),
    ...scope(bisection),
    ...costs(bisection),
    `  page      ${url}`,
  ].map(printable)
}

function headline(bisection: Bisection): string[] {
  const { result, state, stage, reason } = bisection
  if (!result) return [`${state}, stage ${stage}${reason ? `: ${reason}` : ''}`]
  const { outcome, label, culprit, probability, range, signature } = result
  const words = [outcome, ...(label && label !== outcome ? [label] : [])].join(', ')
  const sure = probability === null ? '' : ` (probability ${probability.toFixed(3)})`
  return [
    `${words}${sure}: ${result.reason}`,
    ...(culprit
      ? [`  culprit   ${culprit.hash}`, `            "${culprit.subject}"`, `            ${culprit.author}`]
      : []),
    ...(signature ? [`  failure   ${signature.text}`] : []),
    ...(culprit ? [] : left(result)),
    ...(range.length > RANGE_SHOWN ? [`            and ${range.length - RANGE_SHOWN} more`] : []),
  ]
}

/** The commits that it can be, the most probable first. */
function left({ range, ranked }: BisectionResult): string[] {
  const known = new Map(ranked.map((one) => [one.commit, one]))
  const probable = ranked.map(({ commit }) => commit).filter((commit) => range.includes(commit))
  const hashes = [...probable, ...range.filter((hash) => !known.has(hash))]
  return hashes.slice(0, RANGE_SHOWN).map((hash, at) => {
    const one = known.get(hash)
    return `  ${at === 0 ? 'one of' : '      '}    ${hash}${one ? ` ${percentColumn(one.probability)}  "${one.subject}"` : ''}`
  })
}

function canChange(bisection: Bisection): string[] {
  const words = canChangeWords(bisection)
  return words === undefined ? [] : [`  range     ${words}`]
}

// A check that "passed" may rest on runs that failed, as a culprit's has to.
const CHECKED: Readonly<Record<BisectionResult['checks'][number]['result'], string>> = {
  passed: 'as it must be',
  failed: 'not as it must be',
  conflict: 'could not be reverted',
  'does not build': 'does not build',
  'could not tell': 'could not tell',
}

function checks({ result }: Bisection): string[] {
  return (result?.checks ?? []).map(
    ({ name, commit, result: found, passes, failures }) =>
      `  ${name.padEnd(9)} ${commit.slice(0, 12)} ${CHECKED[found]}: ${passes} passed, ${failures} failed`,
  )
}

function scope({ result }: Bisection): string[] {
  return (result?.scope ?? []).map(({ target, result: found, reason }) => `  ${target}: ${found} (${reason})`)
}

function costs({ progress, createdAt, finishedAt }: Bisection): string[] {
  const took = finishedAt === null ? '' : `, ${clock(Date.parse(finishedAt) - Date.parse(createdAt))}`
  return [`  spent     ${count(progress.builds, 'build')}, ${count(progress.runs, 'run')}${took}`]
}
