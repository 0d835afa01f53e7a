import { InfrastructureError } from '@kbisect/exec'
import type { Scenario } from '../scenario.ts'
import { scenarios } from './all.ts'

export { scenarios } from './all.ts'

/** @throws InfrastructureError `lab-unknown-scenario` */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found) return found
  throw new InfrastructureError('lab-unknown-scenario', `no lab scenario is called ${JSON.stringify(name)}`, {
    hint: `use one of: ${scenarios.map((scenario) => scenario.name).join(', ')}`,
  })
}
