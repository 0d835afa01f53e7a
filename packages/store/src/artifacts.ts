import type { Readable } from 'node:stream'
import type { ArtifactStore } from '@kbisect/bisection'

/** Bytes by their sha-256. What holds them may be a directory or, later, object storage. */
export interface Artifacts extends ArtifactStore {
  has(digest: string): Promise<boolean>
  /** In bytes. @throws InfrastructureError `artifact-unknown` */
  size(digest: string): Promise<number>
  /** Bytes `start` up to, not with, `end` (the whole when left out). @throws InfrastructureError `artifact-unknown` */
  openRange(digest: string, start?: number, end?: number): Promise<Readable>
}
