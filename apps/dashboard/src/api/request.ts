import { ApiError, errorOf } from './problem.ts'

/** Where the API lives: the dashboard is served by the same origin. */
export const apiRoot = '/api/v1'

/** Sends a request; throws {@link ApiError} when the answer is an error or none comes. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(`${apiRoot}${path}`, { credentials: 'same-origin', ...init })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError(0, 'The server cannot be reached. It is tried again until it answers.')
  }
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
