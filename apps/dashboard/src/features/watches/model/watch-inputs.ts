import type { Problem } from '@kbisect/contracts'
import { normalPath } from '../../../model/field-paths.ts'
import { configInputs, type FormInput } from '../../../model/form-inputs.ts'
import { typedBranches, type WatchForm } from './watch-form.ts'

type Errors = NonNullable<Problem['errors']>

/** Returns the inputs of the form of a watch, from top to bottom. */
export function watchInputs(form: WatchForm): FormInput[] {
  return [
    { path: 'name', label: 'Name' },
    { path: 'tree', label: 'Tree' },
    { path: 'branches', label: 'Branches' },
    { path: 'targets', label: 'Targets' },
    ...form.targets.flatMap((target, at) => [
      { path: `targets.${at}`, label: `Target ${at + 1}` },
      { path: `targets.${at}.name`, label: `Name of target ${at + 1}` },
      ...configInputs(`targets.${at}`, target).map(({ path, label }) => ({
        path,
        label: `${label} of target ${at + 1}`,
      })),
    ]),
    ...form.tests.flatMap(({ test }, at) => [
      { path: `tests.${at}`, label: `Test ${at + 1}` },
      ...(test === 'script' ? [{ path: `tests.${at}.script`, label: `Script of test ${at + 1}` }] : []),
      ...(test === 'console' ? [{ path: `tests.${at}.pattern`, label: `Pattern of test ${at + 1}` }] : []),
    ]),
    { path: 'schedule', label: 'How often it looks' },
    form.looks === 'cron'
      ? { path: 'schedule.cron', label: 'Cron expression' }
      : { path: 'schedule.everySeconds', label: 'Every' },
    { path: 'revisions', label: 'Of several new revisions' },
    { path: 'policy', label: 'After a regression' },
    { path: 'runs', label: 'Runs to pass' },
    { path: 'buildsPerDay', label: 'Builds a day' },
    { path: 'bisections', label: 'Bisections at once' },
  ]
}

const asked = {
  name: 'Name the watch.',
  tree: 'Choose the tree.',
  branches: 'Write at least one branch, such as master.',
} as const

/** Returns what no watch can do without and the form lacks; undefined when it has all. */
export function missingOfWatch(form: WatchForm): Errors | undefined {
  const errors = (['name', 'tree', 'branches'] as const)
    .filter((field) => form[field].trim() === '')
    .map((field) => ({ field, message: 'is missing', hint: asked[field] }))
  return errors.length > 0 ? errors : undefined
}

/** Returns the errors with the branch that each is about: they share one input. */
export function namingBranches(errors: Errors, form: WatchForm): Errors {
  const branches = typedBranches(form)
  return errors.map((error) => {
    const [first, at] = normalPath(error.field).split('.')
    const branch = first === 'branches' && at !== undefined ? branches[Number(at)] : undefined
    return branch === undefined || error.message.includes(branch)
      ? error
      : { ...error, message: `${branch} ${error.message}` }
  })
}
