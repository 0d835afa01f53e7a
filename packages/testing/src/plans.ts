import type { ToyBehaviour, ToyCommit, ToyPlan } from './toy-plan.ts'

/**
 * Commits named `prefix-1` … `prefix-n` that change nothing that matters; each third one only
 * documentation.
 */
export function harmless(prefix: string, count: number): ToyCommit[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}-${index + 1}`,
    ...(index % 3 === 2 ? { docs: true } : {}),
  }))
}

const base: ToyCommit = { name: 'base', subject: 'toy: the first version' }

function around(behaviour: NonNullable<ToyCommit['behaviour']>, before: number, after: number): ToyPlan {
  const culprit = { name: 'culprit', subject: 'mm: reserve the pool in another way', behaviour }
  const commits = [base, ...harmless('before', before), culprit, ...harmless('after', after)]
  return { commits, good: 'base', bad: `after-${after}`, culprit: 'culprit' }
}

/** Eight commits, one of which misbehaves from then on, on every architecture or where it says. */
export const brokenBy = (behaviour: NonNullable<ToyCommit['behaviour']>): ToyPlan => around(behaviour, 3, 3)

/**
 * Twenty-one commits. Three in a row do not compile for arm64, two in a row panic in another way on
 * every architecture and are fixed; then the culprit breaks arm and arm64, x86_64 stays good.
 */
export const linearPanic: ToyPlan = {
  commits: [
    base,
    ...harmless('early', 4),
    { name: 'uncompilable', subject: 'arm64: use the pool of the next release', behaviour: { arm64: 'no-compile' } },
    ...harmless('uncompilable', 2),
    { name: 'compilable', subject: 'arm64: fix the build', behaviour: { arm64: 'good' } },
    { name: 'other-panic', subject: 'time: look for another clock', behaviour: 'other-panic' },
    ...harmless('other-panic', 1),
    { name: 'fixed', subject: 'time: take the old clock again', behaviour: 'good' },
    ...harmless('middle', 3),
    {
      name: 'culprit',
      subject: 'mm: allocate the pool when it is needed',
      behaviour: { arm: 'panic', arm64: 'panic' },
    },
    ...harmless('late', 5),
  ],
  good: 'base',
  bad: 'late-5',
  culprit: 'culprit',
}

/**
 * Broken on arm and arm64, and there only with `CONFIG_TOY_DMA=y`: the shape of the lab's default
 * scenario.
 */
export const dmaPanic: ToyPlan = brokenBy({ 'arm+dma': 'panic', 'arm64+dma': 'hang' })

/** Works in no more than one architecture's way: x86_64 alone is broken. */
export const x86Panic: ToyPlan = brokenBy({ x86_64: 'panic' })

/** Every architecture stops compiling: for tests of kind `build`. */
export const buildFailure: ToyPlan = brokenBy('no-compile')

/** The test script in the guest fails from the culprit on. */
export const scriptFailure: ToyPlan = brokenBy({ exit: 1 })

/** What KUnit says of the suite `toy`, whose case `toy_test_grow` fails or passes. */
export function kunitResults(grow: 'ok' | 'not ok'): string {
  const lines = [
    'KTAP version 1',
    '1..1',
    '    KTAP version 1',
    '    # Subtest: toy',
    '    1..2',
    '    ok 1 toy_test_reserve',
    ...(grow === 'ok'
      ? []
      : [
          '    # toy_test_grow: EXPECTATION FAILED at tests/toy_test.c:31',
          '    Expected pool == 64, but',
          '        pool == 63 (0x3f)',
        ]),
    `    ${grow} 2 toy_test_grow`,
    `# toy: pass:${grow === 'ok' ? 2 : 1} fail:${grow === 'ok' ? 0 : 1} skip:0 total:2`,
    `${grow} 1 toy`,
  ]
  return lines.join('\n')
}

/**
 * A test case of KUnit fails from the culprit on. Before that there are commits that do not have
 * the suite, and one whose kernel panics before its tests start.
 */
export const kunitFailure: ToyPlan = {
  commits: [
    {
      ...base,
      behaviour: { say: kunitResults('ok') },
      files: {
        'tests/toy_test.c': 'static struct kunit_suite toy_suite = {\n\t.name = "toy",\n};\n',
        'tests/Makefile': 'obj-$(CONFIG_TOY_KUNIT_TEST) += toy_test.o\n',
      },
    },
    ...harmless('early', 2),
    { name: 'without', subject: 'tests: take the suite out', behaviour: 'good' },
    ...harmless('without', 1),
    { name: 'panics', subject: 'time: look for another clock', behaviour: 'other-panic' },
    { name: 'with', subject: 'tests: bring the suite back', behaviour: { say: kunitResults('ok') } },
    ...harmless('middle', 2),
    { name: 'culprit', subject: 'mm: grow the pool in another way', behaviour: { say: kunitResults('not ok') } },
    ...harmless('late', 3),
  ],
  good: 'base',
  bad: 'late-3',
  culprit: 'culprit',
}

/** From the culprit on a kernel panics with the given probability, each run on its own. */
export const flakyPanic = (probability: number, seed = 1): ToyPlan => brokenBy({ flaky: probability, seed })

/** Both parents of the culprit are good; only together do they panic. */
export const mergeCulprit: ToyPlan = {
  commits: [
    base,
    ...harmless('left', 3),
    { name: 'right', parents: ['base'] },
    ...harmless('right', 2),
    { name: 'culprit', subject: "Merge branch 'right'", parents: ['left-3', 'right-2'], behaviour: 'panic' },
    ...harmless('after', 2),
  ],
  good: 'base',
  bad: 'after-2',
  culprit: 'culprit',
}

/**
 * Each side works alone; the merge, which git makes without a conflict, brings together what does
 * not go together.
 */
export const semanticConflict: ToyPlan = {
  commits: [
    base,
    ...harmless('left', 2),
    { name: 'left-user', subject: 'mm: take the pool for the left side' },
    { name: 'left-4' },
    { name: 'right-1', parents: ['base'] },
    { name: 'right-user', subject: 'mm: take the pool for the right side', rivals: 'left-user' },
    { name: 'right-3' },
    { name: 'culprit', subject: "Merge branch 'right'", parents: ['left-4', 'right-3'] },
    ...harmless('after', 2),
  ],
  good: 'base',
  bad: 'after-2',
  culprit: 'culprit',
}

/** The culprit lies in a topic branch, behind a criss-cross and an octopus merge. */
export const tangledMerges: ToyPlan = {
  commits: [
    base,
    { name: 'left-1' },
    { name: 'right-1', parents: ['base'] },
    { name: 'left-2', parents: ['left-1', 'right-1'] },
    { name: 'right-2', parents: ['right-1', 'left-1'] },
    { name: 'left-3', parents: ['left-2'] },
    { name: 'culprit', parents: ['right-2'], behaviour: 'panic' },
    { name: 'right-3', parents: ['culprit'] },
    { name: 'crossed', parents: ['left-3', 'right-3'] },
    { name: 'topic-1', parents: ['left-1'] },
    { name: 'topic-2', parents: ['left-2'] },
    { name: 'octopus', parents: ['crossed', 'topic-1', 'topic-2'] },
    ...harmless('after', 2),
  ],
  good: 'base',
  bad: 'after-2',
  culprit: 'culprit',
}

function forked(atFork: ToyBehaviour, onGood: ToyBehaviour | undefined, onBad: ToyBehaviour | undefined): ToyCommit[] {
  return [
    base,
    { name: 'fork', behaviour: atFork },
    ...harmless('stable', 2),
    { name: 'good-revision', ...(onGood ? { behaviour: onGood } : {}) },
    { name: 'mainline', parents: ['fork'] },
    onBad ? { name: 'culprit', behaviour: onBad } : { name: 'mainline-0' },
    ...harmless('mainline', 3),
  ]
}

/** Good is not an ancestor of bad; their merge base is good, and the culprit comes after it. */
export const goodNotAncestor: ToyPlan = {
  commits: forked({ say: 'forked' }, undefined, 'panic'),
  good: 'good-revision',
  bad: 'mainline-3',
  culprit: 'culprit',
}

/**
 * Good is not an ancestor of bad, and their merge base is bad already: good was fixed, bad
 * inherited the failure.
 */
export const inheritedFailure: ToyPlan = {
  commits: forked('panic', 'good', undefined),
  good: 'good-revision',
  bad: 'mainline-3',
}

/** The culprit's lines were rewritten later, so that reverting it on top of bad conflicts. */
export const revertConflicts: ToyPlan = {
  commits: [
    base,
    ...harmless('before', 2),
    { name: 'culprit', behaviour: 'panic' },
    { name: 'rework', subject: 'mm: tidy the pool', reworks: ['arm', 'arm64', 'x86_64'] },
    ...harmless('after', 2),
  ],
  good: 'base',
  bad: 'after-2',
  culprit: 'culprit',
}

/** Nothing is wrong anywhere. */
export const nothingWrong: ToyPlan = { commits: [base, ...harmless('fine', 6)], good: 'base', bad: 'fine-6' }

/** The configuration fragment that makes the `+dma` slots part of the image. */
export const TOY_DMA_FRAGMENT = 'CONFIG_CMA=y\nCONFIG_DMA_CMA=y\nCONFIG_TOY_DMA=y\n'
