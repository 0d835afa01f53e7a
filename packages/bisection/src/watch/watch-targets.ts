import { type FurtherTargetRequest, guestNames, type Target, type Test } from '@kbisect/contracts'
import { RequestError } from '../model/errors.ts'
import { resolveTargets } from '../usecases/resolve-targets.ts'

/** A target of a watch for one of its tests, with everything decided. */
export interface WatchTarget {
  readonly target: Target
  readonly asked: FurtherTargetRequest
}

/**
 * Decides everything that the targets of a watch leave open, each for itself.
 * @throws RequestError `duplicate-target` where two have the same name, naming the field
 */
export function watchTargets(asked: readonly FurtherTargetRequest[], test: Test): WatchTarget[] {
  const targets: WatchTarget[] = []
  for (const [at, one] of asked.entries()) {
    const { name, ...target } = one
    const [decided] = resolveTargets({ tree: 'tree', good: 'good', bad: 'bad', target, test })
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

const nameOf = ({ architecture, config, fragments = [], toolchain, guest }: FurtherTargetRequest): string => {
  const base =
    typeof config === 'object' ? [config.name] : config === undefined || config === 'defconfig' ? [] : [config]
  const compiler = toolchain === undefined || toolchain === 'gcc' ? [] : [toolchain]
  return [architecture, ...base, ...fragments.map((fragment) => fragment.name), ...compiler, ...guestNames(guest)].join(
    '/',
  )
}
