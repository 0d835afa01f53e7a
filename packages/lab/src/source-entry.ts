/** One file of the source. */
export interface SourceEntry {
  /** Below the top of the source. */
  readonly path: string
  /** As git knows it: plain file, executable, symbolic link. */
  readonly mode: '100644' | '100755' | '120000'
  /** The target, for a symbolic link. */
  readonly content: Buffer
}

export interface SourceOptions {
  readonly signal?: AbortSignal
  /** How far we are, in units of the source's own (bytes of a tarball, files of a directory). */
  readonly onProgress?: (done: number, total: number) => void
}
