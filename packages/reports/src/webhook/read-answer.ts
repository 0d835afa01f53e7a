import type { Readable } from 'node:stream'

const KEPT_BYTES = 1_024
const READ_BYTES = 65_536

/**
 * The first kilobyte of an answer as text; stops reading after 64 kB, for a receiver may never stop
 * sending.
 */
export async function readAnswer(body: Readable): Promise<string> {
  const kept: Buffer[] = []
  let read = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (read < KEPT_BYTES) kept.push(chunk)
    read += chunk.length
    if (read >= READ_BYTES) break
  }
  // Postgres cannot store NUL in text.
  return Buffer.concat(kept).subarray(0, KEPT_BYTES).toString('utf8').replaceAll('\0', '\uFFFD')
}
