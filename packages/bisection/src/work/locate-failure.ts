import type { RunResult } from '@kbisect/verdict'
import type { BuildFact } from '../model/facts.ts'
import type { BootHost } from '../model/work-ports.ts'
import type { TaskContext, WorkPorts } from './perform-task.ts'

/**
 * Whether the bytes of an artifact are not there as they were stored: trying again does not bring
 * them back.
 */
export function isLostArtifact(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'artifact-unknown' || code === 'artifact-corrupt'
}

/**
 * Adds the source line of a failure's place to what a boot showed, where the build kept what is
 * needed for it.
 */
export async function locateFailure(
  { artifacts }: Pick<WorkPorts, 'artifacts'>,
  host: Pick<BootHost, 'findSource'>,
  { task, signal: stop }: Pick<TaskContext, 'task' | 'signal'>,
  build: Pick<BuildFact, 'artifacts'>,
  shown: RunResult,
): Promise<RunResult> {
  if (shown.kind !== 'failed' || !shown.frame) return shown
  const { frame, signature } = shown
  const digestOf = (name: string) => build.artifacts.find((artifact) => artifact.name === name)?.digest
  const [map, debug] = [digestOf('system-map'), digestOf('debug-info')]
  if (map === undefined || debug === undefined) return shown
  try {
    const source = await artifacts.withFile(map, (systemMap) =>
      artifacts.withFile(debug, (debugInfo) =>
        host.findSource(frame, { systemMap, debugInfo }, task.target.architecture, stop),
      ),
    )
    return source === undefined ? shown : { ...shown, signature: { ...signature, source } }
  } catch (error) {
    // An artifact that is lost for good: the failure is what it is without its line. Anything else
    // may be otherwise on the next try.
    if (isLostArtifact(error)) return shown
    throw error
  }
}
