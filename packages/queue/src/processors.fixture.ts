import { vi } from 'vitest'
import type { WorkJob } from './job.ts'

export const until = (check: () => void | Promise<void>, seconds = 10) =>
  vi.waitFor(check, { timeout: seconds * 1000, interval: 20 })

export const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** A job that is done when the test says so. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}

export const build = (
  bisectionId: string,
  revision: string,
  architecture: 'arm' | 'arm64' | 'x86_64' = 'arm64',
): WorkJob => ({ kind: 'build', bisectionId, revision, target: 't:1', architecture })

export const boot = (bisectionId: string, revision: string, attempt = 1): WorkJob => ({
  kind: 'boot',
  bisectionId,
  revision,
  target: 't:1',
  architecture: 'arm64',
  attempt,
})
