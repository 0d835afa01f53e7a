import type { Problem } from '@kbisect/contracts'
import { problemOnPage } from '../model/page-words.ts'

/** The API refused, or could not be reached (status 0). The message is fit to be shown. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem | undefined

  constructor(status: number, message: string, problem?: Problem) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.problem = problem
  }
}

/** The error that an answer tells of, as problem+json or, from a proxy in between, as anything. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined)
  if (isProblem(body)) {
    const problem = problemOnPage(body)
    return new ApiError(response.status, problem.detail || problem.title, problem)
  }
  return new ApiError(response.status, `The server answered ${response.status} ${response.statusText}`.trim())
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' && body !== null && 'title' in body && 'detail' in body && typeof body.detail === 'string'
  )
}
