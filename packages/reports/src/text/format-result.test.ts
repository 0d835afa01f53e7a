import type { AskedRequest, BisectionResult, Cause, Check } from '@kbisect/contracts'
import { describe, expect, test } from 'vitest'
import { bisectionWith, CULPRIT, configTexts, culpritResult, hash, signature, target } from '../report-input.fixture.ts'
import { openingParagraphs, reportTitle, resultWords } from './format-result.ts'

const request: AskedRequest = { tree: 'lab', good: 'v1', bad: 'v2', target: { architecture: 'arm64' } }

describe('a culprit', () => {
  test('is told in one paragraph: since when, where, what, how, and who is affected', () => {
    const [paragraph] = openingParagraphs({
      bisection: bisectionWith({ signature: { ...signature, source: 'mm/cma.c:203' } }, { tree: 'next' }),
      texts: configTexts,
    })
    expect(paragraph).toBe(
      'Since commit cccccccccccc ("mm/cma: keep areas in a list") in the tree "next", kernels for arm64 do not boot: panic in cma_init_reserved_mem (mm/cma.c:203). arm and arm64 are affected, with CONFIG_DMA_CMA only; x86_64 is not; for x86_64/clang we could not tell.',
    )
  })

  test('that is not proved is not told as proved', () => {
    expect(resultWords(bisectionWith({ label: 'probable' }), configTexts)?.found).toMatch(
      /^Probably since commit cccccccccccc .* in the tree "lab" \(not confirmed\), kernels/,
    )
  })

  test('that is a merge is told as a semantic conflict of it', () => {
    const side = { parent: hash('b'), commit: culpritResult.culprit, tested: 2, reason: 'it meets' }
    const found = resultWords(bisectionWith({ merge: { sides: [side] } }), configTexts)?.found
    expect(found).toMatch(/^Since the merge cccccccccccc/)
    expect(found).toContain('a semantic conflict of the merge, and each side may be right by itself')
    const itself = { parent: hash('b'), commit: null, tested: 0, reason: 'the merge commit itself brings the failure' }
    expect(resultWords(bisectionWith({ merge: { sides: [itself] } }), configTexts)?.found).not.toContain(
      'semantic conflict',
    )
  })

  test.each([
    [
      { kind: 'silence', place: 'emulator', text: "silence: before the kernel's first line" },
      "silence (before the kernel's first line)",
    ],
    [
      { kind: 'no-root', text: 'no-root: unable to mount the root file system' },
      'no root file system (unable to mount the root file system)',
    ],
    [
      { kind: 'rcu-stall', function: 'smp_call_function', text: 'rcu-stall in smp_call_function: RCU stall' },
      'RCU stall in smp_call_function',
    ],
  ])('%j is told in words', (failure, words) => {
    expect(resultWords(bisectionWith({ signature: failure }), configTexts)?.found).toContain(`do not boot: ${words}.`)
  })

  test('that shows by want of memory is told with the memory of the guest, and how it gets more', () => {
    const found = (changes: Parameters<typeof target>[1]) =>
      resultWords(bisectionWith({ signature: oom }, { targets: [target('arm64', changes)] }), configTexts)?.found
    const oom = { kind: 'oom', text: 'oom: out of memory' }
    expect(found({})).toMatch(/\. The guest has 256 MiB of memory; target\.guest\.memoryMegabytes .* gives it more\.$/)
    expect(found({ guest: { memoryMegabytes: 1024 } })).toContain('has 1024 MiB')
    expect(resultWords(bisectionWith({}), configTexts)?.found).not.toContain('MiB')
  })

  test('that does not compile is told with the message of the compiler', () => {
    const failure = {
      kind: 'build-failed',
      place: 'drivers/of/fdt.c',
      text: "build-failed in drivers/of/fdt.c: too few arguments to function 'early_init_dt_scan'",
    }
    const bisection = bisectionWith({ signature: failure }, { request: { ...request, test: { kind: 'build' } } })
    expect(resultWords(bisection, configTexts)?.found).toContain(
      "kernels for arm64 do not build: too few arguments to function 'early_init_dt_scan' in drivers/of/fdt.c.",
    )
  })

  test('that makes kernels warn is not said to keep them from booting', () => {
    const failure = { kind: 'warning', function: 'foo', text: 'warning in foo: WARNING' }
    const counted = bisectionWith({ signature: failure }, { request: { ...request, warnings: 'fail' } })
    expect(resultWords(counted, configTexts)?.found).toContain('kernels for arm64 warn while they run: WARNING in foo.')
  })
})

describe('without a culprit', () => {
  const about = (cause: Cause, changes: Partial<BisectionResult> = {}, asked: Partial<AskedRequest> = {}): string => {
    const none = { culprit: null, label: null, affectedTargets: [], reason: 'What was seen.', ...changes }
    const bisection = bisectionWith({ ...none, outcome: 'inconclusive', cause }, { request: { ...request, ...asked } })
    const words = resultWords(bisection, configTexts)
    expect(words).toMatchObject({ affectedTargets: null, sure: null })
    return words?.found ?? ''
  }

  test.each<[Cause, string]>([
    [
      'bad revision passes',
      'The failure could not be reproduced: on arm64, the bad revision "v2" (dddddddddddd) is not bad.',
    ],
    [
      'bad revision cannot be tested',
      'Nothing can be said of the range, as the bad revision "v2" (dddddddddddd) cannot be tested on arm64.',
    ],
    [
      'good revision fails',
      'This is no regression of the range: on arm64, the good revision "v1" (aaaaaaaaaaaa) fails in the same way.',
    ],
    [
      'good revision fails otherwise',
      'Nothing can be said of the range: on arm64, the good revision "v1" (aaaaaaaaaaaa) fails too, in another way than the bad revision.',
    ],
    [
      'good revision cannot be tested',
      'Nothing can be said of the range, as the good revision "v1" (aaaaaaaaaaaa) cannot be tested on arm64.',
    ],
    [
      'boundaries alike',
      'This is no regression of the range: on arm64, both revisions fail about as often as each other.',
    ],
    ['same kernel', 'Nothing in the range can be to blame: for arm64, both revisions are the same kernel.'],
    ['no change', 'What looked like a regression was chance: nothing in the range changes how often arm64 fails.'],
    ['contradiction', 'The search came to no certain end: what was seen contradicts itself.'],
  ])('%s has a first sentence of its own, and the reason after it', (cause, sentence) => {
    expect(about(cause)).toBe(`${sentence} What was seen.`)
  })

  test('a bad revision that fails otherwise is told with what was asked for and what was seen', () => {
    const failure = { kind: 'oops', function: 'cma_alloc', message: 'paging' } as const
    expect(about('bad revision fails otherwise', {}, { failure })).toBe(
      'The bad revision "v2" (dddddddddddd) fails on arm64, but not as asked for: asked for was oops in cma_alloc with "paging", seen was panic in cma_init_reserved_mem.',
    )
    expect(about('bad revision fails otherwise')).toContain('in a way that does not answer the test. What was seen.')
  })

  test('an inherited failure names the bases that have it, and those that have it not', () => {
    const base = (digit: string, result: Check['result']): Check => ({
      ...{ name: 'merge base', commit: hash(digit), result, passes: 0, failures: 1 },
    })
    expect(about('inherited', { checks: [base('e', 'failed'), base('f', 'passed')] })).toBe(
      'The failure is inherited: the histories of the good and the bad revision parted at eeeeeeeeeeee, which fails on arm64 already, while ffffffffffff passes. It is older than the range, and "v1" was fixed on a branch of its own. Bisect from an older good commit.',
    )
    expect(about('inherited')).toBe('What was seen.')
  })

  test('a range is told with what fails and why it is no single commit', () => {
    const range = [hash('b'), CULPRIT]
    expect(about('untestable commits', { range, reason: 'One of 2 commits: 2 does not build: x.c: y.' })).toBe(
      'Kernels for arm64 do not boot: panic in cma_init_reserved_mem, in the tree "lab". One of 2 commits: 2 does not build: x.c: y.',
    )
    expect(about('budget', { range, reason: 'The budget of 3 builds is spent.' })).toBe(
      'Kernels for arm64 do not boot: panic in cma_init_reserved_mem, in the tree "lab". One of 2 commits broke it. The budget of 3 builds is spent.',
    )
  })

  test('a commit that was refuted is not told as the culprit', () => {
    const bisection = bisectionWith({ outcome: 'inconclusive', cause: 'contradiction', reason: 'Its parent fails.' })
    expect(resultWords(bisection, configTexts)).toEqual({
      found: 'The search came to no certain end: what was seen contradicts itself. Its parent fails.',
      affectedTargets: null,
      sure: null,
    })
    expect(reportTitle(bisection)).toMatch(/^\[inconclusive\]/)
  })
})

test('while there is no result there are no words', () => {
  expect(resultWords({ ...bisectionWith({}), result: null }, configTexts)).toBeUndefined()
})
