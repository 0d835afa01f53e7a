/**
 * A worker process by its host and pid: the host's name stays the same over restarts, and is what
 * facts and `avoid` mean.
 */
export const workerName = (host: string, pid: number): string => `${host}-${pid}`

/** The host of {@link workerName}. */
export const hostOf = (worker: string): string => worker.replace(/-\d+$/, '')
