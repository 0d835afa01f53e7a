import type { AffectedTarget, Bisection, TargetSummary } from '@kbisect/contracts'

export type Cell = AffectedTarget['result'] | 'not tested'

export interface AffectedTargetsMatrix {
  /** Names of configurations, that of the main target first. */
  readonly configs: readonly string[]
  readonly rows: readonly {
    readonly architecture: string
    /**
     * By configuration, in their order: what each of the targets there showed; empty where none was
     * asked for.
     */
    readonly cells: readonly (readonly { readonly target: string; readonly result: Cell }[])[]
  }[]
}

/** A base configuration with the names of its fragments: `defconfig+kasan`. */
export function configWords({ config, fragments }: Pick<TargetSummary, 'config' | 'fragments'>): string {
  return [typeof config === 'string' ? config : config.name, ...fragments.map(({ name }) => name)].join('+')
}

/**
 * Whom the culprit concerns: architectures by configurations. Until it is known, nothing is tested.
 */
export function affectedTargetsMatrix({
  targets,
  result,
  target,
}: Pick<Bisection, 'targets' | 'result' | 'target'>): AffectedTargetsMatrix {
  const configs = [...new Set(targets.map(configWords))]
  const architectures = [...new Set(targets.map(({ architecture }) => architecture))]
  const resultOf = (name: string): Cell =>
    result?.affectedTargets.find((row) => row.target === name)?.result ??
    (name === target && result?.outcome === 'culprit' ? 'affected' : 'not tested')
  return {
    configs,
    rows: architectures.map((architecture) => ({
      architecture,
      cells: configs.map((config) =>
        targets
          .filter((each) => each.architecture === architecture && configWords(each) === config)
          .map(({ name }) => ({ target: name, result: resultOf(name) })),
      ),
    })),
  }
}
