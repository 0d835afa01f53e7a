import { InfrastructureError } from '@kbisect/exec'
import type { Scenario } from '../scenario.ts'
import { build } from './build.ts'
import { cma } from './cma.ts'
import { flaky } from './flaky.ts'
import { merge } from './merge.ts'
import { revertConflict } from './revert-conflict.ts'
import { x86 } from './x86.ts'

/** All scenarios; the first is the default. */
export const scenarios: readonly Scenario[] = [cma, x86, build, merge, revertConflict, flaky]

/** @throws InfrastructureError `lab-unknown-scenario` */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found) return found
  throw new InfrastructureError('lab-unknown-scenario', `no lab scenario is called ${JSON.stringify(name)}`, {
    hint: `use one of: ${scenarios.map((scenario) => scenario.name).join(', ')}`,
  })
}
