import type { Dependencies } from '../dependencies.ts'

/** The first bytes of an artifact; undefined when it is not there any more. */
export async function readArtifact(
  artifacts: Dependencies['artifacts'],
  digest: string,
  mostBytes: number,
): Promise<Buffer | undefined> {
  try {
    const chunks: Buffer[] = []
    const end = Math.min(await artifacts.size(digest), mostBytes)
    if (end === 0) return Buffer.alloc(0)
    for await (const chunk of await artifacts.openRange(digest, 0, end)) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  } catch {
    return undefined
  }
}
