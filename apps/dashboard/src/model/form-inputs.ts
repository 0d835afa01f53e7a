import { architectureWords } from './filters.ts'
import type { NewBisection } from './new-bisection.ts'
import { furtherTargetCells } from './new-bisection.ts'

/** An input of a form, by the path of its field in the request. */
export interface FormInput {
  readonly path: string
  readonly label: string
}

/** The inputs that are there, from top to bottom. */
export function formInputs(form: NewBisection): FormInput[] {
  const file = (path: string, label: string): FormInput[] => [
    { path: `${path}.name`, label: `Name of ${label}` },
    { path: `${path}.content`, label: `Content of ${label}` },
  ]
  return [
    { path: 'tree', label: 'Tree' },
    { path: 'good', label: 'Good commit' },
    { path: 'bad', label: 'Bad commit' },
    { path: 'target.architecture', label: 'Architecture' },
    { path: 'target.config', label: 'Configuration' },
    ...(form.base === 'own' ? file('target.config', 'the configuration') : []),
    { path: 'target.fragments', label: 'Fragments' },
    ...form.fragments.flatMap((_, at) => file(`target.fragments.${at}`, `fragment ${at + 1}`)),
    { path: 'target.toolchain', label: 'Toolchain' },
    { path: 'target.cmdline', label: 'Command line' },
    { path: 'target.guest.memoryMegabytes', label: 'Memory' },
    { path: 'target.guest.cpus', label: 'CPUs' },
    { path: 'target.guest.network', label: 'Network' },
    { path: 'target.guest.disks', label: 'Disks' },
    { path: 'target.guest.devices', label: 'Devices' },
    { path: 'test', label: 'Test' },
    ...(form.test === 'script' ? [{ path: 'test.script', label: 'Script' }] : []),
    ...(form.test === 'console' ? [{ path: 'test.pattern', label: 'Pattern' }] : []),
    ...(form.test === 'kunit'
      ? [
          { path: 'test.suite', label: 'Suite' },
          { path: 'test.case', label: 'Case' },
          { path: 'test.options', label: 'Options' },
        ]
      : []),
    { path: 'alsoTest', label: 'Further targets' },
    ...furtherTargetCells(form, architectureWords).map(({ key }, at) => ({
      path: `alsoTest.${at}`,
      label: `Target ${key}`,
    })),
    { path: 'match', label: 'Which failure counts' },
    { path: 'failure.kind', label: 'Kind of failure' },
    { path: 'failure.function', label: 'Function' },
    { path: 'failure.message', label: 'Message' },
    { path: 'warnings', label: 'Warnings' },
    { path: 'branch', label: 'Branch' },
    { path: 'budget.builds', label: 'Most builds' },
    { path: 'runs.boundaries', label: 'Max runs of a boundary' },
    { path: 'runs.confirm', label: 'Least runs to confirm' },
    { path: 'budget.bootCpuSeconds', label: 'CPU seconds of a boot' },
    { path: 'budget.bootWallSeconds', label: 'Seconds of a boot' },
  ]
}
