import { count } from '../../../model/headline.ts'
import type { WatchForm } from './watch-form.ts'

/** Returns what a revision that passes costs, in words; a failure costs more boots. */
export function revisionCostWords({ targets, tests, runs }: Pick<WatchForm, 'targets' | 'tests' | 'runs'>): string {
  const booted = tests.filter(({ test }) => test !== 'build').length
  const boots = targets.length * booted * Number(runs)
  const builds = count(targets.length, 'build')
  if (booted === 0) return `${builds} · no boots`
  return Number.isInteger(boots) && boots > 0 ? `${builds} · ${count(boots, 'boot')}` : builds
}
