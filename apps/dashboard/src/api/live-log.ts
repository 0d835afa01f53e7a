import { request } from './request.ts'

/** The address of the output of a task that is under way, without the API's root. */
export const liveLogPath = (bisectionId: string, task: string) => `/bisections/${bisectionId}/tasks/${task}/log`

/**
 * Reads the output of a task from its beginning until the task is over, and passes on each piece as
 * it comes. Throws `ApiError` with status 404 when no worker is at the task, and another error when
 * the connection is lost.
 */
export async function readLiveLog(
  bisectionId: string,
  task: string,
  onBytes: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await request(liveLogPath(bisectionId, task), { headers: { accept: 'text/plain' }, signal })
  const reader = response.body?.getReader()
  if (!reader) return
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    onBytes(value)
  }
}
