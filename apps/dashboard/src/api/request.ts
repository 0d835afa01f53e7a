import { ApiError, errorOf } from './problem.ts'
import { isFromService, setReachability } from './reachability.ts'

/** Where the API lives: the dashboard is served by the same origin. */
export const apiRoot = '/api/v1'

/** Sends a request; throws {@link ApiError} when the answer is an error or none comes. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(`${apiRoot}${path}`, { credentials: 'same-origin', ...init })
  } catch (error) {
    if (init.signal?.aborted) throw error
    setReachability('unreachable')
    throw new ApiError(0, 'The service cannot be reached. The page tries again until it answers.')
  }
  setReachability(isFromService(response) ? 'reachable' : 'unreachable')
  if (!response.ok) throw await errorOf(response)
  return response
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) })
  return (await response.json()) as T
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await request(path, { headers: { accept: 'text/plain' }, ...(signal && { signal }) })
  return response.text()
}
