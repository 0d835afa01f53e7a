import { failureText, type Regression } from '@kbisect/contracts'
import type { AtomEntry } from './atom.ts'

/** What a feed says of a regression. @param baseUrl of the pages, without a slash at the end */
export function regressionEntry(regression: Regression, baseUrl: string): AtomEntry {
  const { id, foundAt, updatedAt = foundAt } = regression
  return {
    id: `urn:kbisect:regression:${id}`,
    title: titleOf(regression),
    url: `${baseUrl}/regressions/${id}`,
    publishedAt: foundAt,
    updatedAt,
    text: linesOf(regression).join('\n'),
  }
}

function titleOf({ tree, test, target, signature, culprit, state }: Regression): string {
  const mark = state === 'open' ? '' : ` [${state}]`
  const what = culprit
    ? `${culprit.hash.slice(0, 12)} ("${culprit.subject}") breaks`
    : `${signature ? failureText(signature) : 'failure'} in`
  return `${tree}: ${what} ${test} on ${target}${mark}`
}

function linesOf({
  tree,
  branch,
  good,
  bad,
  target,
  test,
  signature,
  culprit,
  label,
  state,
  triage,
}: Regression): string[] {
  return [
    `Test: ${test} on ${target}`,
    `Tree: ${tree}${branch === null ? '' : `, branch ${branch}`}`,
    `Range: ${good}..${bad}`,
    ...(signature ? [`Failure: ${failureText(signature)}`] : []),
    ...(culprit ? [`Culprit: ${culprit.hash} ("${culprit.subject}") by ${culprit.author}`] : []),
    ...(label === null ? [] : [`Proof: ${label}`]),
    `State: ${state}${triage?.why ? ` (${triage.why})` : ''}`,
  ]
}
