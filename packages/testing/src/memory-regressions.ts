import type { BisectionStore, NewRegression } from '@kbisect/bisection'
import { type Regression, type Triage, testOf } from '@kbisect/contracts'
import { StoreError } from '@kbisect/store'
import type { MemoryRow } from './memory-row.ts'

interface Found {
  readonly id: string
  readonly row: MemoryRow
  readonly regression: NewRegression
  signature: NewRegression['signature']
  readonly foundAt: Date
  triage: Triage | null
  /** Its bisection was removed; the one that is the original in its place, if there is one. */
  removed?: { readonly heir: Found | undefined }
}

type By = Parameters<BisectionStore['findRegression']>[0]

/** The regressions of bisections in memory: those of one culprit and test are one, the first. */
export class MemoryRegressions {
  readonly #found = new Map<string, Found>()

  add(row: MemoryRow, regression: NewRegression, foundAt: Date): string {
    const id = `regression of ${row.record.id}`
    const known = this.#found.get(id)
    if (known) known.signature = regression.signature
    const found = known ?? { id, row, regression, signature: regression.signature, foundAt, triage: null }
    this.#found.set(id, found)
    return this.#originalOf(found).id
  }

  find(by: By): Regression | undefined {
    const own = this.#found.get('id' in by ? by.id : `regression of ${by.bisectionId}`)
    if (!own || (own.removed && !('id' in by))) return undefined
    const culprit = 'id' in by ? undefined : by.culpritHash
    if (culprit === undefined) return this.#read(this.#originalOf(own))
    return this.#read(this.#alike(own).find((one) => one === own || culpritOf(one) === culprit) ?? own)
  }

  /**
   * Returns the bisections that are about the regression.
   * @throws StoreError `unknown-regression`
   */
  triage(id: string, triage: Triage): string[] {
    const found = this.#found.get(id)
    if (!found) throw new StoreError('unknown-regression', `there is no regression ${id}`, 'list them')
    const same = this.#same(found)
    for (const one of same) one.triage = triage
    return same.flatMap(({ row, removed }) => (removed ? [] : [row.record.id]))
  }

  /** Another one of the same culprit stands for that of a bisection that is removed. */
  remove(bisectionId: string): void {
    const found = this.#found.get(`regression of ${bisectionId}`)
    if (!found) return
    const isOriginal = this.#originalOf(found) === found
    const heir = isOriginal ? this.#same(found).find((one) => one !== found) : this.#originalOf(found)
    if (heir && isOriginal) heir.triage = newest([heir.triage, found.triage])
    found.removed = { heir }
  }

  /** Those of the same tree and test, the first one first. */
  #alike({ row }: Found): Found[] {
    return [...this.#found.values()].filter((one) => !one.removed && subjectOf(one.row) === subjectOf(row))
  }

  /** The first of the same culprit; without one, what the same request found, or found first. */
  #originalOf(found: Found): Found {
    if (found.removed) return found.removed.heir ? this.#originalOf(found.removed.heir) : found
    const alike = this.#alike(found)
    const ofCulprit = (culprit: string) => alike.find((one) => culpritOf(one) === culprit) ?? found
    const culprit = culpritOf(found)
    if (culprit !== undefined) return ofCulprit(culprit)
    const asked = alike.filter(({ row }) => row.created.dedupKey === found.row.created.dedupKey)
    const first = asked.find((one) => culpritOf(one) !== undefined)
    return first ? ofCulprit(culpritOf(first) ?? '') : (asked[0] ?? found)
  }

  #same(found: Found): Found[] {
    const original = this.#originalOf(found)
    return [...this.#found.values()].filter((one) => this.#originalOf(one) === original)
  }

  #read(original: Found): Regression {
    const { regression, row, signature, foundAt } = original
    const {
      id: bisectionId,
      result,
      finishedAt,
    } = original.removed ? { id: null, result: null, finishedAt: null } : row.record
    const triage = newest(this.#same(original).map((one) => one.triage))
    const moments = [foundAt, finishedAt ?? foundAt, triage ? new Date(triage.at) : foundAt]
    return {
      ...{ id: original.id, bisectionId, tree: row.record.tree.name, branch: regression.branch },
      ...{ good: regression.goodHash, bad: regression.badHash, target: regression.targetName, signature },
      architecture: regression.architecture as Regression['architecture'],
      test: regression.testKind as Regression['test'],
      foundAt: foundAt.toISOString(),
      updatedAt: new Date(Math.max(...moments.map((moment) => moment.getTime()))).toISOString(),
      ...{ source: 'bisection', state: triage?.state ?? 'open', triage, gone: null },
      ...{ culprit: result?.culprit ?? null, label: result?.label ?? null },
    }
  }
}

const newest = (said: readonly (Triage | null)[]): Triage | null =>
  said.reduce((last, one) => (one && (!last || one.at > last.at) ? one : last), null)

const culpritOf = ({ row }: Found): string | undefined => row.record.result?.culprit?.hash

/** What decides, of a tree: two scripts are two tests. */
function subjectOf({ created }: MemoryRow): string {
  const test: Readonly<Record<string, unknown>> = { ...testOf(created.request) }
  return JSON.stringify([created.treeId, test.kind, test.script, test.pattern, test.expect])
}
