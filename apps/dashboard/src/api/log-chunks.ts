import type { ByteRange } from '../model/log-window.ts'
import { chunksOf, rangeHeader } from '../model/log-window.ts'
import { ApiError } from './problem.ts'
import { request } from './request.ts'

/** The address of a run's console log, for a download as it is. */
export const logPath = (runId: string) => `/runs/${runId}/log`

/**
 * Reads a section of a log piece by piece, `size` bytes at once, the next piece already on its way.
 * Throws {@link ApiError}, also when the server does not honour ranges.
 */
export async function* logChunks(
  runId: string,
  range: ByteRange,
  signal: AbortSignal,
  size?: number,
): AsyncGenerator<Uint8Array> {
  const ask = (chunk: ByteRange) =>
    request(logPath(runId), { headers: { range: rangeHeader(chunk) }, signal }).then(async (response) => ({
      status: response.status,
      bytes: new Uint8Array(await response.arrayBuffer()),
    }))
  const [first, ...rest] = chunksOf(range, size)
  if (!first) return
  let answer = ask(first)
  for (const next of [...rest, undefined]) {
    const { status, bytes } = await answer
    if (status === 206) {
      if (next) {
        answer = ask(next)
        // It is awaited later, or never when the reader stops: an error then is nobody's.
        answer.catch(() => undefined)
      }
      yield bytes
    } else if (range.start === 0 && bytes.length <= range.end) {
      yield bytes
      return
    } else
      throw new ApiError(
        status,
        'The server, or a proxy before it, sent the whole log instead of a part. Download it instead.',
      )
  }
}
