import { architectureWords } from './filters.ts'
import type { NewBisection } from './new-bisection.ts'
import { furtherTargetCells } from './new-bisection.ts'
import type { TypedTarget } from './target-form.ts'

/** An input of a form, by the path of its field in the request. */
export interface FormInput {
  readonly path: string
  readonly label: string
}

/** Returns the inputs of a target at `path`, from top to bottom. */
export function configInputs(path: string, { base, fragments }: Pick<TypedTarget, 'base' | 'fragments'>): FormInput[] {
  const file = (place: string, label: string): FormInput[] => [
    { path: `${place}.name`, label: `Name of ${label}` },
    { path: `${place}.content`, label: `Content of ${label}` },
  ]
  return [
    { path: `${path}.architecture`, label: 'Architecture' },
    { path: `${path}.config`, label: 'Configuration' },
    ...(base === 'own' ? file(`${path}.config`, 'the configuration') : []),
    { path: `${path}.fragments`, label: 'Fragments' },
    ...fragments.flatMap((_, at) => file(`${path}.fragments.${at}`, `fragment ${at + 1}`)),
    { path: `${path}.toolchain`, label: 'Toolchain' },
    { path: `${path}.cmdline`, label: 'Command line' },
    { path: `${path}.guest.memoryMegabytes`, label: 'Memory' },
    { path: `${path}.guest.cpus`, label: 'CPUs' },
    { path: `${path}.guest.network`, label: 'Network' },
    { path: `${path}.guest.disks`, label: 'Disks' },
    { path: `${path}.guest.devices`, label: 'Devices' },
  ]
}

/** The inputs that are there, from top to bottom. */
export function formInputs(form: NewBisection): FormInput[] {
  return [
    { path: 'tree', label: 'Tree' },
    { path: 'good', label: 'Good commit' },
    { path: 'bad', label: 'Bad commit' },
    ...configInputs('target', form),
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
