import type { Readable } from 'node:stream'
import type { ArtifactStore } from '@kbisect/bisection'

/** Bytes by their sha-256. What holds them may be a directory or, later, object storage. */
export interface Artifacts extends ArtifactStore {
  /** Where it is, for people. */
  readonly place: string
  /**
   * The id of the place; a place without one gets it. Of several that make one at once all get the
   * same.
   */
  makeStoreId(): Promise<string>
  has(digest: string): Promise<boolean>
  /** In bytes. @throws InfrastructureError `artifact-unknown` */
  size(digest: string): Promise<number>
  /**
   * Bytes `start` up to, not with, `end` (the whole when left out). @throws InfrastructureError
   * `artifact-unknown`
   */
  openRange(digest: string, start?: number, end?: number): Promise<Readable>
}
