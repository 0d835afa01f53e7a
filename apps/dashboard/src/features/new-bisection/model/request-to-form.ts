import type { BisectionRequest, FurtherTargetRequest } from '@kbisect/contracts'
import type { NewBisection, Variant } from '../../../model/new-bisection.ts'
import { cellKey, emptyForm } from '../../../model/new-bisection.ts'
import { targetFields } from '../../../model/target-form.ts'
import { testFields } from '../../../model/test-form.ts'

/** The form that asks for what a request asks for. */
export function formOfRequest(request: BisectionRequest): NewBisection {
  const { failure = {}, runs = {}, budget = {} } = request
  return withFurtherTargets(
    {
      ...emptyForm(),
      tree: request.tree,
      good: request.good,
      bad: request.bad,
      branch: request.branch ?? '',
      ...targetFields(request.target),
      ...testFields(request.test),
      match: request.match ?? 'same',
      failureKind: failure.kind ?? '',
      failureFunction: failure.function ?? '',
      failureMessage: failure.message ?? '',
      warnings: request.warnings === 'fail',
      boundaries: typed(runs.boundaries),
      confirm: typed(runs.confirm),
      builds: typed(budget.builds),
      bootCpuSeconds: typed(budget.bootCpuSeconds),
      bootWallSeconds: typed(budget.bootWallSeconds),
    },
    request.alsoTest ?? [],
  )
}

/**
 * Ticks the cells that `alsoTest` asks for, with a column for each file; the rest is kept beside
 * the matrix.
 */
function withFurtherTargets(form: NewBisection, alsoTest: readonly FurtherTargetRequest[]): NewBisection {
  let { variants, cells, others } = form
  for (const target of alsoTest) {
    const wanted = variantOf(target, variants.length)
    if (!wanted) {
      others = [...others, target]
      continue
    }
    const known = variants.find((variant) => isSame(variant, wanted))
    if (!known) variants = [...variants, wanted]
    cells = [...cells, cellKey(target.architecture, (known ?? wanted).key)]
  }
  return { ...form, variants, cells, others }
}

function variantOf(target: FurtherTargetRequest, at: number): Variant | undefined {
  const { config, fragments = [], toolchain, cmdline, guest } = target
  if ([toolchain, cmdline, guest].some((value) => value !== undefined) || fragments.length > 1) return undefined
  const [fragment] = fragments
  if (fragment)
    return config === undefined ? { key: `file-${at}`, file: { ...fragment, key: `file-${at}` } } : undefined
  if (typeof config === 'object') return { key: `file-${at}`, file: { ...config, key: `file-${at}` }, whole: true }
  return { key: config ?? 'same', ...(config && { config }) }
}

const isSame = (a: Variant, b: Variant) =>
  a.config === b.config && a.whole === b.whole && a.file?.name === b.file?.name && a.file?.content === b.file?.content

const typed = (value: number | undefined) => (value === undefined ? '' : String(value))
