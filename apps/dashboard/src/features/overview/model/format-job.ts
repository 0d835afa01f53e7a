/** What a worker does, with full hashes made short. */
export function jobWords(job: string): string {
  return job.replace(/\b([0-9a-f]{12})[0-9a-f]{28,52}\b/g, '$1')
}
