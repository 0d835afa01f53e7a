import type { ByteRange } from '../model/log-window.ts'
import { chunksOf, rangeHeader } from '../model/log-window.ts'
import { ApiError } from './problem.ts'
import { request } from './request.ts'

/** The address of a run's console log, for a download as it is. */
export const logPath = (runId: string) => `/runs/${runId}/log`

/** Reads a stretch of a log piece by piece. Throws {@link ApiError}, also when the server does not honour ranges. */
export async function* logChunks(runId: string, range: ByteRange, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (const chunk of chunksOf(range)) {
    const response = await request(logPath(runId), { headers: { range: rangeHeader(chunk) }, signal })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.status === 206) yield bytes
    else if (range.start === 0 && bytes.length <= range.end) {
      yield bytes
      return
    } else
      throw new ApiError(
        response.status,
        'The server, or a proxy before it, sent the whole log instead of a part. Download it instead.',
      )
  }
}
