import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArtifactStore, StoredArtifact } from '@kbisect/bisection'
import { InfrastructureError } from '@kbisect/exec'

/**
 * Artifacts in memory. A file need not exist: then its path stands for what it holds, and is handed
 * out again.
 */
export class MemoryArtifacts implements ArtifactStore {
  readonly #stored = new Map<string, { readonly content: Buffer; readonly path: string; readonly exists: boolean }>()
  /** Another one than the store's stands for a directory that is not the service's. */
  id: string | undefined = 'memory'

  async storeId(): Promise<string | undefined> {
    return this.id
  }

  async putFile(name: string, path: string): Promise<StoredArtifact> {
    const exists = existsSync(path)
    const content = exists ? readFileSync(path) : Buffer.from(path)
    const digest = createHash('sha256').update(content).digest('hex')
    this.#stored.set(digest, { content, path, exists })
    return { name, digest, bytes: content.length }
  }

  /** Loses everything, as a disk that was replaced. */
  clear(): void {
    this.#stored.clear()
  }

  async withFile<T>(digest: string, use: (path: string) => Promise<T>): Promise<T> {
    const { content, path, exists } = this.#find(digest)
    if (!exists) return await use(path)
    // The file may have changed since.
    const directory = mkdtempSync(join(tmpdir(), 'kbisect-artifact-'))
    try {
      writeFileSync(join(directory, 'content'), content)
      return await use(join(directory, 'content'))
    } finally {
      rmSync(directory, { recursive: true })
    }
  }

  async readText(digest: string): Promise<string> {
    return this.#find(digest).content.toString('utf8')
  }

  #find(digest: string) {
    const found = this.#stored.get(digest)
    if (found) return found
    throw new InfrastructureError('artifact-unknown', `there is no artifact ${JSON.stringify(digest)}`, {
      hint: 'store it first',
    })
  }
}
