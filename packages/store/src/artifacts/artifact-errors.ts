import { InfrastructureError } from '@kbisect/exec'

export function unknownArtifact(digest: string, cause?: unknown): InfrastructureError {
  return new InfrastructureError('artifact-unknown', `there is no artifact ${JSON.stringify(digest.slice(0, 80))}`, {
    hint: 'see that all processes use the same artifact directory and that nothing was deleted from it',
    ...(cause === undefined ? {} : { cause }),
  })
}

export function artifactFault(doing: string, directory: string, cause: unknown): InfrastructureError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new InfrastructureError('artifact-store', `cannot ${doing} the artifact directory ${directory}: ${why}`, {
    hint: 'see that it exists, that this user may write there and that the disk has room',
    cause,
  })
}
