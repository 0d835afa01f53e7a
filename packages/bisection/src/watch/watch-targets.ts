import { type FurtherTargetRequest, guestNames, type Target, type TargetRequest, type Test } from '@kbisect/contracts'
import { RequestError } from '../model/errors.ts'
import { resolveTargets } from '../usecases/resolve-targets.ts'

/** A target of a watch for one of its tests, with everything decided. */
export interface WatchTarget {
  readonly target: Target
  readonly asked: FurtherTargetRequest
}

/**
 * Decides everything that the targets of a watch leave open, each for itself.
 * @throws RequestError naming the field: `duplicate-target` where two have the same name, and what
 * is wrong with one target alone
 */
export function watchTargets(asked: readonly FurtherTargetRequest[], test: Test): WatchTarget[] {
  const targets: WatchTarget[] = []
  for (const [at, one] of asked.entries()) {
    const { name, ...target } = one
    const decided = decide(target, test, at)
    const named = { ...decided, name: name ?? nameOf(one) }
    const same = targets.find((other) => other.target.name === named.name || other.target.key === named.key)
    if (same) {
      throw new RequestError('duplicate-target', [
        {
          field: `targets.${at}`,
          value: named.name,
          message: `${named.name} is the same target as ${same.target.name}`,
          hint: 'leave it out, or give it another name, configuration or fragment',
        },
      ])
    }
    targets.push({ target: named, asked: one })
  }
  return targets
}

/** Decides one target; what is wrong with it is said in the fields of the watch. */
function decide(target: TargetRequest, test: Test, at: number): Target {
  try {
    return resolveTargets({ tree: 'tree', good: 'good', bad: 'bad', target, test })[0]
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const place = (field: string) => field.replace(/^target(?=\.)/, `targets.${at}`)
    throw new RequestError(
      error.code,
      error.errors.map((one) => ({ ...one, field: place(one.field) })),
    )
  }
}

const nameOf = ({ architecture, config, fragments = [], toolchain, guest }: FurtherTargetRequest): string => {
  const base =
    typeof config === 'object' ? [config.name] : config === undefined || config === 'defconfig' ? [] : [config]
  const compiler = toolchain === undefined || toolchain === 'gcc' ? [] : [toolchain]
  return [architecture, ...base, ...fragments.map((fragment) => fragment.name), ...compiler, ...guestNames(guest)].join(
    '/',
  )
}
