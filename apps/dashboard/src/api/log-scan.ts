import { LogScan } from '../features/log/model/log-scan.ts'
import { chunkBytes, scanBytes } from '../model/log-window.ts'
import { logChunks } from './log-chunks.ts'

export interface ScanOptions {
  readonly signal: AbortSignal
  /** Called with each line; `true` stops the reading. */
  readonly visit: (text: string, number: number) => boolean | undefined
  /** Called with the share of the log that was read, and what is known of where its lines begin. */
  readonly onProgress: (share: number, scan: LogScan) => void
}

/**
 * Reads a log of `size` bytes from its beginning without keeping it. Whether it was read to its
 * end. Throws {@link ApiError}.
 */
export async function scanLog(
  runId: string,
  size: number,
  { signal, visit, onProgress }: ScanOptions,
): Promise<boolean> {
  const scan = new LogScan()
  let read = 0
  let stopped = false
  const see = (text: string, number: number) => {
    if (!stopped && visit(text, number)) stopped = true
  }
  for await (const bytes of logChunks(runId, { start: 0, end: size }, signal, scanBytes)) {
    // In small steps: each leaves a mark of where a line begins.
    for (let at = 0; at < bytes.length; at += chunkBytes) scan.push(bytes.subarray(at, at + chunkBytes), see)
    read += bytes.length
    onProgress(Math.min(1, read / size), scan)
    if (stopped) return false
  }
  scan.end(see)
  onProgress(1, scan)
  return true
}
