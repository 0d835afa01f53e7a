import type { BisectionRequest, WantedFailure } from '@kbisect/contracts'
import { architectureWords } from '../../../model/filters.ts'
import type { NewBisection } from '../../../model/new-bisection.ts'
import { furtherTargetCells } from '../../../model/new-bisection.ts'
import { targetOf } from '../../../model/target-form.ts'
import { testOf } from '../../../model/test-form.ts'
import { typedNumber } from '../../../model/typed-number.ts'

/** What the form asks for. What was left empty is left out: the service decides it. */
export function requestOfForm(form: NewBisection): BisectionRequest {
  const alsoTest = [...furtherTargetCells(form, architectureWords).map(({ request }) => request), ...form.others]
  const failure = failureOf(form)
  const runs = filled({ boundaries: typedNumber(form.boundaries), confirm: typedNumber(form.confirm) })
  const budget = filled({
    builds: typedNumber(form.builds),
    bootCpuSeconds: typedNumber(form.bootCpuSeconds),
    bootWallSeconds: typedNumber(form.bootWallSeconds),
  })
  return {
    tree: form.tree,
    good: form.good.trim(),
    bad: form.bad.trim(),
    ...(form.branch.trim() && { branch: form.branch.trim() }),
    target: targetOf(form),
    ...(form.test !== 'boot' && { test: testOf(form) }),
    ...(alsoTest.length > 0 && { alsoTest }),
    ...(form.match === 'any' && { match: form.match }),
    ...(failure && { failure }),
    ...(form.warnings && { warnings: 'fail' as const }),
    ...(runs && { runs }),
    ...(budget && { budget }),
  }
}

/** Any failure counts: then none is looked for. */
function failureOf({ match, failureKind, failureFunction, failureMessage }: NewBisection): WantedFailure | undefined {
  if (match === 'any') return undefined
  return filled({
    kind: failureKind || undefined,
    function: failureFunction.trim() || undefined,
    message: failureMessage.trim() || undefined,
  })
}

function filled<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T | undefined {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return given.length > 0 ? (Object.fromEntries(given) as T) : undefined
}
