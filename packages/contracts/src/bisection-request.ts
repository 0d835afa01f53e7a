import Type from 'typebox'
import { Ref, Words } from './identifiers.ts'
import { failureKinds } from './run-result.ts'
import { FurtherTargetRequest, TargetRequest } from './target.ts'
import { Test } from './test-kind.ts'
import { TreeName } from './tree.ts'

/** `same`: only the failure of the bad revision counts as bad. `any`: every failure does. */
export const matches = ['same', 'any'] as const

export const warningsModes = ['ignore', 'fail'] as const

/** How many further targets a bisection may have. */
export const MOST_FURTHER_TARGETS = 32

/** The failure that is looked for. What is left out may be anything. */
export const WantedFailure = Type.Object(
  {
    kind: Type.Optional(
      Words(failureKinds, 'An oops is looked for among panics too, and silence among hangs: one becomes the other.'),
    ),
    function: Type.Optional(
      Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.]{0,127}$', description: 'The function that fails.' }),
    ),
    message: Type.Optional(
      Type.String({ minLength: 3, maxLength: 200, description: 'Part of the signature’s text, in any case.' }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type WantedFailure = Type.Static<typeof WantedFailure>

export const BisectionRequest = Type.Object(
  {
    tree: TreeName,
    good: Ref,
    bad: Ref,
    branch: Type.Optional({
      ...Ref,
      description: 'The branch in which it was seen; default: bad, where that names one.',
    }),
    attach: Type.Optional(
      Type.Boolean({
        description:
          'true (the default): a bisection of the same range, target and test that is open, or done and not triaged as fixed, is the answer. false: a new one is started all the same.',
      }),
    ),
    target: TargetRequest,
    test: Type.Optional(Test),
    alsoTest: Type.Optional(
      Type.Array(FurtherTargetRequest, {
        maxItems: MOST_FURTHER_TARGETS,
        description: 'Further targets on which the culprit and its parents are tested.',
      }),
    ),
    match: Type.Optional(Words(matches, 'Whether only the bad revision’s failure counts (same, the default) or any.')),
    failure: Type.Optional(
      Type.Unsafe<WantedFailure>({
        ...WantedFailure,
        description: 'The failure that is looked for; a bad revision that fails otherwise ends the bisection.',
      }),
    ),
    warnings: Type.Optional(
      Words(
        warningsModes,
        'Whether a warning, a lockdep or sanitizer report, a stall fails a test that passes all the same (fail) or not (ignore, the default).',
      ),
    ),
    runs: Type.Optional(
      Type.Object(
        {
          boundaries: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100,
              description:
                'Max runs of each boundary; default 60. They stop as soon as the boundaries differ for sure.',
            }),
          ),
          confirm: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 50,
              description:
                'Least runs of the culprit and of each parent; default 3, more for a failure that shows rarely.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    budget: Type.Optional(
      Type.Object(
        {
          builds: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Most builds to spend.' })),
          bootCpuSeconds: Type.Optional(
            Type.Number({
              minimum: 1,
              maximum: 86_400,
              description: 'CPU seconds after which a boot counts as hung; default: from the good revision’s boots.',
            }),
          ),
          bootWallSeconds: Type.Optional(
            Type.Number({ minimum: 1, maximum: 86_400, description: 'Wall-clock seconds behind it; default 600.' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      { tree: 'mainline', good: 'v6.10', bad: 'v6.11-rc1', target: { architecture: 'arm64' } },
      {
        tree: 'next',
        good: 'stable',
        bad: 'next-20200921',
        target: {
          architecture: 'arm64',
          config: 'defconfig',
          fragments: [{ name: 'cma', content: 'CONFIG_DMA_CMA=y\n' }],
          toolchain: 'gcc',
        },
        test: { kind: 'boot' },
        alsoTest: [{ architecture: 'arm' }, { architecture: 'x86_64' }],
        failure: { kind: 'oops', function: 'cma_alloc' },
      },
    ],
  },
)
export type BisectionRequest = Type.Static<typeof BisectionRequest>
