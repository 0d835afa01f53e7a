import { request } from './request.ts'

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Sends a body and reads the answer; throws `ApiError` as {@link request} does. An empty answer is
 * undefined.
 */
export async function send<T>(
  method: Method,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  const response = await request(path, {
    method,
    ...(body === undefined
      ? { headers: { ...headers } }
      : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T }
}
