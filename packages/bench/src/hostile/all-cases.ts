import { leavingCases, reachingCases, takingCases } from './build-cases.ts'
import type { HostileCase } from './hostile-case.ts'
import { consoleCases, historyCases } from './other-cases.ts'

/**
 * Every hostile case. `secrets`: files that only the service may read; `canary`: a file that no
 * build may write.
 */
export const hostileCases = ({
  secrets,
  canary,
}: {
  readonly secrets: readonly string[]
  readonly canary: string
}): readonly HostileCase[] => [
  ...reachingCases(secrets, canary),
  ...takingCases,
  ...leavingCases,
  ...consoleCases,
  ...historyCases,
]
