import type { Regression, TargetRequest } from '@kbisect/contracts'
import type { NewBisection } from '../../../model/new-bisection.ts'
import { failureKindWords } from './failure-kinds.ts'
import { formOfRequest } from './request-to-form.ts'

/**
 * A form that looks for what made a regression. Of its target the name alone is known: a target of
 * before that is called so is taken.
 */
export function formOfRegression(
  regression: Regression,
  used: readonly { readonly name: string; readonly request: TargetRequest }[],
): NewBisection {
  const { tree, good, bad, branch, target, architecture, test, signature } = regression
  const known = used.find(({ name, request }) => name === target && request.architecture === architecture)
  const kind = failureKindWords.find((each) => each === signature?.kind)
  const failure = { ...(kind && { kind }), ...(signature?.function && { function: signature.function }) }
  const form = formOfRequest({
    tree,
    good,
    bad,
    ...(branch !== null && { branch }),
    target: known?.request ?? { architecture },
    failure,
  })
  return { ...form, test }
}
