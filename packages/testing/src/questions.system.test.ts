import { join } from 'node:path'
import type { Bisection, BisectionRequest } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createToyHistory } from './history.ts'
import {
  brokenBy,
  buildFailure,
  dmaPanic,
  flakyPanic,
  goodNotAncestor,
  harmless,
  inheritedFailure,
  kunitFailure,
  linearPanic,
  mergeCulprit,
  nothingWrong,
  revertConflicts,
  scriptFailure,
  semanticConflict,
  TOY_DMA_FRAGMENT,
  x86Panic,
} from './plans.ts'
import { type Program, startProgram } from './program.ts'
import type { ToyPlan } from './toy-plan.ts'

let program: Program
let trees = 0

beforeAll(async () => {
  program = await startProgram({ workers: 2 })
})

afterAll(() => program?.stop())

// One run where it does not matter how sure the answer is.
const once = { boundaries: 1, confirm: 1 }

type Question = Partial<BisectionRequest> & Pick<BisectionRequest, 'target'>

/**
 * Puts a history before the program and waits for its answer; commits are told by their names in
 * the plan.
 */
async function ask(plan: ToyPlan, question: Question): Promise<Bisection & { culpritName: string | undefined }> {
  const { api, settings } = program
  const tree = `toy-${++trees}`
  const history = await createToyHistory({ directory: join(settings.stateDir, '..', tree), plan })
  await api.addTree(tree, history.url)
  const { id } = await api.start({ tree, good: plan.good, bad: plan.bad, runs: once, ...question })
  const bisection = await api.ended(id)
  const names = new Map(Object.entries(history.commits).map(([name, hash]) => [hash, name]))
  return { ...bisection, culpritName: names.get(bisection.culprit?.hash ?? '') }
}

const confirmed = { state: 'finished', outcome: 'culprit', label: 'confirmed', culpritName: 'culprit' }
const checksOf = ({ result }: Bisection) => result?.checks.map((check) => `${check.name} ${check.result}`)
const affectedTargetsOf = ({ result }: Bisection) => result?.affectedTargets.map((one) => `${one.target} ${one.result}`)

// They overlap on purpose: the program has several bisections in hand at any time. Each waits for
// all of them.
vi.setConfig({ testTimeout: 3_600_000 })

describe.concurrent('the culprit is found', () => {
  test('on arm, past a region that panics in another way', async () => {
    expect(await ask(linearPanic, { target: { architecture: 'arm' } })).toMatchObject(confirmed)
  })

  test('on x86_64, which alone is broken', async () => {
    const answer = await ask(x86Panic, { target: { architecture: 'x86_64' }, alsoTest: [{ architecture: 'arm' }] })
    expect(answer).toMatchObject(confirmed)
    expect(affectedTargetsOf(answer)).toEqual(['x86_64 affected', 'arm not affected'])
  })

  test('on a guest with more memory, CPUs and a disk, which each of its boots has', async () => {
    const guest = { memoryMegabytes: 512, cpus: 2, disks: [{ megabytes: 64 }] }
    const answer = await ask(x86Panic, { target: { architecture: 'x86_64', guest } })
    expect(answer).toMatchObject(confirmed)
    expect(answer.targets).toMatchObject([{ guest }])
    const runs = await program.api.runs(answer.id)
    for (const { command } of runs) expect(command).toMatch(/ -m 512M -smp 2,sockets=2 .* virtio-blk-pci,drive=disk0 /)
    // A kernel that panics does so before it says what it runs on.
    const passed = runs.filter(({ result }) => result.kind === 'passed')
    const logs = await Promise.all(passed.map(({ log }) => program.api.request('GET', `/artifacts/${log}`)))
    const texts = await Promise.all(logs.map((answer) => answer.text()))
    expect(texts).not.toEqual([])
    for (const text of texts) expect(text).toContain('smp: 2 CPUs')
  })

  test('when it is a merge whose parents both work', async () => {
    const answer = await ask(mergeCulprit, { target: { architecture: 'arm64' } })
    expect(answer).toMatchObject({ outcome: 'culprit', culpritName: 'culprit' })
    expect(checksOf(answer)?.filter((check) => check.startsWith('parent'))).toEqual(['parent passed', 'parent passed'])
    expect(answer.result?.merge?.sides[0]?.reason).toContain('the merge commit itself')
  })

  test('when two sides do not go together, with the commit of each that makes it so', async () => {
    const answer = await ask(semanticConflict, { target: { architecture: 'x86_64' } })
    expect(answer).toMatchObject(confirmed)
    expect(answer.result?.merge?.sides).toMatchObject([
      { commit: { subject: 'mm: take the pool for the left side' } },
      { commit: { subject: 'mm: take the pool for the right side' } },
    ])
  })

  test('when the request names the failure, past a bad revision that also dies of something else', async () => {
    const plan = brokenBy({ arm64: 'panic' })
    const question: Question = { target: { architecture: 'arm64' }, failure: { function: 'toy_pool_alloc' } }
    expect(await ask(plan, question)).toMatchObject(confirmed)
    const otherwise = await ask(brokenBy({ arm64: 'other-panic' }), question)
    expect(otherwise).toMatchObject({ outcome: 'not-reproduced', result: { cause: 'bad revision fails otherwise' } })
    expect(otherwise.reason).toContain('toy_timer_probe')
  })

  test('when it is a warning of a kernel that goes on, and warnings count', async () => {
    const answer = await ask(brokenBy('warning'), { target: { architecture: 'arm64' }, warnings: 'fail' })
    expect(answer).toMatchObject(confirmed)
    expect(answer.result?.signature).toMatchObject({ kind: 'warning', function: 'toy_clock_check' })
  })

  test('when what fails is the build', async () => {
    const answer = await ask(buildFailure, { target: { architecture: 'x86_64' }, test: { kind: 'build' } })
    expect(answer).toMatchObject(confirmed)
    expect(answer.result?.signature).toMatchObject({ kind: 'build-failed', place: 'arch/x86/mm/init.c' })
    expect(await program.api.runs(answer.id)).toEqual([])
  })

  test('when a script in the guest fails, by its exit status', async () => {
    const script = 'test -e /proc/version'
    const answer = await ask(scriptFailure, { target: { architecture: 'arm64' }, test: { kind: 'script', script } })
    expect(answer).toMatchObject(confirmed)
    expect(answer.result?.signature?.text).toContain('1')
  })

  test('when a line appears on the console that must not', async () => {
    const answer = await ask(brokenBy({ say: 'pool: using the slow path' }), {
      target: { architecture: 'arm' },
      test: { kind: 'console', pattern: 'using the (slow|bounce) path', expect: 'absent' },
    })
    expect(answer).toMatchObject(confirmed)
  })

  test('when a line is missing on the console that must be there', async () => {
    const plan: ToyPlan = {
      commits: [
        { name: 'base', behaviour: { say: 'pool: 64 KiB reserved' } },
        ...harmless('before', 2),
        { name: 'culprit', behaviour: 'good' },
        ...harmless('after', 2),
      ],
      good: 'base',
      bad: 'after-2',
    }
    const answer = await ask(plan, {
      target: { architecture: 'arm64' },
      test: { kind: 'console', pattern: '^.*pool: \\d+ KiB reserved$', expect: 'present' },
    })
    expect(answer).toMatchObject(confirmed)
  })

  test('when a test case of KUnit fails, past kernels that do not have it', async () => {
    const question: Question = {
      target: { architecture: 'x86_64' },
      test: { kind: 'kunit', suite: 'toy', case: 'toy_test_gr*' },
      alsoTest: [{ architecture: 'arm64' }],
    }
    const answer = await ask(kunitFailure, question)
    expect(answer, answer.reason ?? '').toMatchObject(confirmed)
    expect(answer.request.test).toMatchObject({ options: ['TOY_KUNIT_TEST'] })
    expect(answer.result?.signature).toMatchObject({
      kind: 'test-failed',
      function: 'toy_test_grow',
      line: '# toy_test_grow: EXPECTATION FAILED at tests/toy_test.c:31',
    })
    expect(affectedTargetsOf(answer)).toEqual(['x86_64 affected', 'arm64 affected'])
  })

  test('when it needs a piece of configuration, and the affected targets show it', async () => {
    const answer = await ask(dmaPanic, {
      target: {
        architecture: 'arm',
        config: 'tinyconfig',
        fragments: [{ name: 'dma', content: TOY_DMA_FRAGMENT }],
      },
      alsoTest: [
        { architecture: 'arm64' },
        { architecture: 'arm', fragments: [{ name: 'no-dma', content: '# CONFIG_TOY_DMA is not set\n' }] },
      ],
      budget: { bootCpuSeconds: 4 },
    })
    expect(answer).toMatchObject(confirmed)
    expect(affectedTargetsOf(answer)).toEqual(['arm affected', 'arm64 affected', 'arm/no-dma not affected'])
    expect(answer.result?.affectedTargets[1]?.reason).toContain('hang')
  })

  test('when a kernel that has it boots now and then', async () => {
    // Which boots fail depends on their random nonces. With at most 8 boots of each boundary one
    // bisection in six would rightly say that the two do not differ; with 20 it is one in 2,700.
    const answer = await ask(flakyPanic(0.6), {
      target: { architecture: 'arm64' },
      runs: { boundaries: 20, confirm: 3 },
    })
    expect(answer, answer.result?.reason).toMatchObject({ outcome: 'culprit', culpritName: 'culprit' })
  })

  test('when the good revision is on another branch', async () => {
    const answer = await ask(goodNotAncestor, { target: { architecture: 'arm' } })
    expect(answer).toMatchObject(confirmed)
    expect(answer.mergeBases).toHaveLength(1)
  })

  test('when it cannot be reverted, and the label says that this proof is missing', async () => {
    const answer = await ask(revertConflicts, { target: { architecture: 'arm64' } })
    expect(answer).toMatchObject({ ...confirmed, label: 'confirmed without revert' })
    expect(checksOf(answer)?.slice(-2)).toEqual(['revert conflict', 'revert on culprit passed'])
  })
})

describe.concurrent('no culprit is named', () => {
  test('when the fault is older than both revisions', async () => {
    const answer = await ask(inheritedFailure, { target: { architecture: 'arm64' } })
    expect(answer).toMatchObject({ state: 'finished', outcome: 'inconclusive', culprit: null })
    expect(answer.result).toMatchObject({ label: 'inherited', cause: 'inherited' })
    expect(checksOf(answer)).toContain('merge base failed')
  })

  test('when the bad revision has no test case of that name', async () => {
    const test = { kind: 'kunit', suite: 'toy', case: 'toy_test_shrink' } as const
    const answer = await ask(kunitFailure, { target: { architecture: 'arm' }, test })
    expect(answer).toMatchObject({ state: 'finished', culprit: null })
    expect(answer.reason).toContain('toy_test_shrink')
  })

  test('when the kernel of the bad revision panics before its KUnit tests start, whatever counts', async () => {
    const test = { kind: 'kunit', suite: 'toy' } as const
    const answer = await ask(brokenBy('panic'), { target: { architecture: 'arm' }, test, match: 'any' })
    expect(answer).toMatchObject({ state: 'finished', culprit: null })
    expect(answer.outcome).not.toBe('culprit')
  })

  test('when the bad revision works', async () => {
    const answer = await ask(nothingWrong, { target: { architecture: 'arm' } })
    expect(answer).toMatchObject({ state: 'finished', outcome: 'not-reproduced', label: 'not a regression' })
    expect(answer.reason).toContain('there is nothing to find')
  })
})
