import type { BisectionRequest, Preview } from '@kbisect/contracts'
import { hashOf, MemoryHistory } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import type { Hosts } from './missing-workers.ts'
import { previewBisection } from './preview-bisection.ts'
import { line, openUseCases, request } from './use-cases.fixture.ts'

const host: Hosts[number] = {
  roles: ['coordinator', 'build', 'boot'],
  build: ['arm64'],
  boot: ['arm64'],
  slots: { build: 1, boot: 1 },
  toolchains: ['gcc 12.2.0 (arm64)'],
}
const measured = { firstBuild: 600, build: 60, boot: 10 }

function open(history = new MemoryHistory(line)) {
  const cases = openUseCases(history)
  const preview = (more: Partial<BisectionRequest> = {}, hosts: Hosts = [host]): Promise<Preview> =>
    previewBisection(cases.ports, cases.tree, history, { ...request, ...more }, hosts)
  return { ...cases, preview }
}

describe('a preview', () => {
  it('says what the request means and what it would take, and starts nothing', async () => {
    const { preview, store, queue } = open()
    store.usual = measured
    const shown = await preview({ alsoTest: [{ architecture: 'arm64', cmdline: 'quiet', name: 'arm64/quiet' }] })
    expect(shown).toMatchObject({
      ...{ good: { ref: 'good', hash: hashOf('good'), subject: 'good' }, bad: { ref: 'bad', hash: hashOf('bad') } },
      ...{ mergeBases: [], commits: 5, targets: ['arm64', 'arm64/quiet'], known: null, warnings: [] },
      basis:
        'As measured in the last bisections of toy on arm64: the first build for a target takes 10 min, a further one 60 s, a boot 10 s; about 3 steps, if it fails in every run.',
    })
    expect(shown.expected.seconds).toBeGreaterThan(2 * measured.firstBuild)
    expect(store.ids).toEqual([])
    expect(queue.advances).toEqual([])
  })

  it('is near what the bisection then takes', async () => {
    const { preview, start, runToEnd, store } = open()
    store.usual = measured
    const { expected } = await preview()
    const { id } = await start()
    await runToEnd(id)
    const { builds, runs } = await store.facts(id)
    expect(Math.abs(expected.builds - builds.length)).toBeLessThanOrEqual(2)
    expect(Math.abs(expected.runs - runs.length) / runs.length).toBeLessThan(0.6)
  })

  it('says what it assumes where nothing was measured, and counts no boots where the test is the build', async () => {
    const { preview, store } = open()
    expect((await preview()).basis).toMatch(
      /^Assumed, as nothing was measured of toy on arm64 yet: .* 15 min, .* 2 min, a boot 20 s/,
    )
    store.usual = { ...measured, boot: null }
    expect((await preview()).basis).toContain('a boot 20 s (assumed)')
    const build = await preview({ test: { kind: 'build' } })
    expect(build.expected.runs).toBe(0)
    expect(build.basis).not.toContain('boot')
  })

  it('names the bisection that answers it already, unless a new one is wanted', async () => {
    const { preview, start } = open()
    const { id } = await start()
    expect((await preview()).known).toBe(id)
    expect((await preview({ attach: false })).known).toBeNull()
  })

  it('warns of what nobody alive can do', async () => {
    const { preview } = open()
    expect((await preview({}, [])).warnings).toEqual(['No worker is alive: it waits until one is started.'])
    const alsoTest = [{ architecture: 'arm' as const }]
    const builder = { ...host, roles: ['build' as const], boot: [] }
    expect((await preview({ alsoTest }, [builder])).warnings).toEqual([
      'No coordinator is alive: nothing will be decided.',
      'No worker that is alive can boot arm64: it waits until one can.',
      'No worker that is alive can build arm: it waits until one can.',
      'No worker that is alive can boot arm: it waits until one can.',
    ])
    const byClang = { target: { architecture: 'arm64' as const, toolchain: 'clang' } }
    expect((await preview(byClang)).warnings).toEqual([
      'No worker that is alive can build arm64 with clang: it waits until one can.',
    ])
    expect((await preview(byClang, [{ ...host, toolchains: ['clang 14.0.6 (arm, arm64)'] }])).warnings).toEqual([])
    expect(
      (await preview({ test: { kind: 'build' } }, [{ ...builder, roles: ['coordinator', 'build'] }])).warnings,
    ).toEqual([])
  })

  it('warns of histories that parted, of huge ranges and of small budgets', async () => {
    const forked = new MemoryHistory([
      ['fork', []],
      ['good', ['fork']],
      ['c1', ['fork']],
      ['bad', ['c1']],
    ])
    const { preview } = open(forked)
    forked.count = async () => 30_000
    const shown = await preview({ budget: { builds: 4 } })
    expect(shown).toMatchObject({ mergeBases: [hashOf('fork')], commits: 30_000 })
    expect(shown.warnings).toEqual([
      `good is not an ancestor of bad: the merge base ${hashOf('fork').slice(0, 12)} will be tested too, and the fault must be younger.`,
      'The range has 30000 commits: reading it takes a while, and a later good commit saves builds.',
      `The budget of 4 builds is less than the ${shown.expected.builds} that are expected: it may end with a range.`,
    ])
  })

  it('refuses what starting would refuse, with the same words', async () => {
    const { preview, start } = open()
    for (const more of [
      { good: 'nowhere' },
      { good: 'bad' },
      { good: 'bad', bad: 'good' },
      { test: { kind: 'console', pattern: '(', expect: 'absent' } as const },
    ]) {
      const refusal = await start(more).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ name: 'RequestError' })
      await expect(preview(more)).rejects.toEqual(refusal)
    }
  })
})
