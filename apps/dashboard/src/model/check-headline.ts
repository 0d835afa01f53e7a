import type { Bisection } from '@kbisect/contracts'

/**
 * The headline of a check of a watch, and what follows in smaller letters where nothing is found
 * yet.
 */
export function checkHeadline(
  bisection: Bisection,
  failure: string,
): { readonly title: string; readonly detail: string } {
  const { check, state, target, reason, bad, good } = bisection
  const revision = bad.hash.slice(0, 12)
  const what = capital(failure)
  const said = (title: string, detail = '') => ({ title, detail })
  if (state === 'finished') return said(endedTitle(bisection, failure))
  if (state === 'paused') return said(`Paused while testing ${revision} on ${target}`, reason ?? '')
  if (check?.state === 'failed')
    return said(
      `Regression: ${failure} fails at ${revision}, and works at the last good revision`,
      'Its bisection begins when another one of this watch has ended.',
    )
  const alone = good.hash === bad.hash
  return said(
    `Testing ${revision} on ${target}`,
    alone
      ? `${what} has passed at no earlier revision, so this one is compared with none.`
      : 'It passes when no run fails. Where one fails, it is compared with the last good revision.',
  )
}

function endedTitle({ check, result, bad, target, outcome }: Bisection, failure: string): string {
  const revision = bad.hash.slice(0, 12)
  const what = capital(failure)
  const ended = result?.outcome ?? outcome
  if (ended === 'cancelled') return `Cancelled while testing ${revision} on ${target}`
  if (ended === 'error') return `An error ended the test of ${revision} on ${target}`
  switch (check?.state) {
    case 'passed':
      return `${what} works at ${revision}`
    case 'flaky':
      return `Flaky: ${failure} fails now and then at ${revision}`
    case 'inherited':
      return `Inherited: ${failure} fails at ${revision} and at the earlier revision`
    case 'does not build':
      return `${revision} does not build for ${target}`
    case 'failed':
      return failedTitle(result?.cause ?? null, failure, revision)
    case 'not known':
    case 'testing':
    case 'waiting':
    case undefined:
      return `It cannot be told how ${target} does at ${revision}`
  }
}

function failedTitle(cause: NonNullable<Bisection['result']>['cause'], failure: string, revision: string): string {
  if (cause === 'not bisected')
    return `Regression: ${failure} fails at ${revision}, and works at the last good revision`
  if (cause === 'known regression') return `Not new: ${failure} still fails at ${revision}`
  if (cause === 'no good revision')
    return `${capital(failure)} fails at ${revision}, and has passed at no earlier revision`
  return `${capital(failure)} fails at ${revision}; it cannot be told whether that is new`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
