import type { BisectionRequest, Problem } from '@kbisect/contracts'

const asked = {
  tree: 'Choose the tree.',
  good: 'Name a commit without the failure.',
  bad: 'Name a commit with it.',
} as const

/**
 * What no request can do without and this one has not, as the API would tell it; undefined when it
 * has all.
 */
export function missingBoundaries(request: BisectionRequest): Problem['errors'] {
  const errors = (['tree', 'good', 'bad'] as const)
    .filter((field) => request[field] === '')
    .map((field) => ({ field, message: 'is missing', hint: asked[field] }))
  return errors.length > 0 ? errors : undefined
}
