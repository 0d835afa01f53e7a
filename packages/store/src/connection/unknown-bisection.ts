import { StoreError } from './store-error.ts'

export function unknownBisection(id: string, cause?: unknown): StoreError {
  return new StoreError(
    'unknown-bisection',
    `there is no bisection ${id}`,
    'list them: it may have been deleted',
    cause,
  )
}
