/** Whether the bytes of an artifact are not there as they were stored: trying again does not bring them back. */
export function isLostArtifact(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'artifact-unknown' || code === 'artifact-corrupt'
}
