import type { Kcidb, KcidbBuild, KcidbCheckout, KcidbTest } from '@kbisect/contracts'
import type { Refusal } from './reported-regression.ts'

/** An object of a report, and where it stands there. */
export interface Placed<T> {
  readonly object: T
  readonly field: string
}

/** Something that passed or failed: a test with what it tested, or a build. */
export interface Result {
  readonly test: Placed<KcidbTest> | undefined
  readonly build: Placed<KcidbBuild>
  readonly checkout: Placed<KcidbCheckout>
}

function place<T>(name: string, objects: readonly T[] | undefined): Placed<T>[] {
  return (objects ?? []).map((object, at) => ({ object, field: `${name}[${at}]` }))
}

/** Of several with the same id the first. */
const byId = <T extends { readonly id: string }>(placed: readonly Placed<T>[]): ReadonlyMap<string, Placed<T>> =>
  new Map(placed.toReversed().map((one) => [one.object.id, one]))

/** The objects of a report, which name each other by their ids. */
export class KcidbObjects {
  readonly tests: readonly Placed<KcidbTest>[]
  readonly builds: readonly Placed<KcidbBuild>[]
  readonly #builds: ReadonlyMap<string, Placed<KcidbBuild>>
  readonly #checkouts: ReadonlyMap<string, Placed<KcidbCheckout>>

  constructor(report: Kcidb) {
    this.tests = place('tests', report.tests)
    this.builds = place('builds', report.builds)
    this.#builds = byId(this.builds)
    this.#checkouts = byId(place('checkouts', report.checkouts))
  }

  /** A test with its build and checkout, or what is missing of them. */
  resultOfTest(test: Placed<KcidbTest>): Result | Refusal {
    const { build_id: id } = test.object
    const build = this.#builds.get(id)
    if (!build) return missing(`${test.field}.build_id`, id, 'build', `the test ${test.object.id}`)
    const found = this.resultOfBuild(build)
    return 'message' in found ? found : { ...found, test }
  }

  /** A build with its checkout, or what is missing. */
  resultOfBuild(build: Placed<KcidbBuild>): Result | Refusal {
    const { checkout_id: id } = build.object
    const checkout = this.#checkouts.get(id)
    if (!checkout) return missing(`${build.field}.checkout_id`, id, 'checkout', `the build ${build.object.id}`)
    return { test: undefined, build, checkout }
  }
}

function missing(field: string, id: string, what: string, whose: string): Refusal {
  return {
    field,
    value: id,
    message: `the ${what} of ${whose} is not in the report`,
    hint: `Send the ${what} ${id} with it.`,
  }
}
