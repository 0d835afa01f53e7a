import type { StageProgress } from './progress.ts'

export interface FetchOptions {
  readonly onProgress?: (progress: StageProgress) => void
  readonly signal?: AbortSignal
}
