import type { AffectedTarget, BisectionFinished } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { fitMessage } from './message-size.ts'

const hash = 'a'.repeat(64)
const signature = (text: string) => ({
  kind: 'panic',
  text,
  function: text,
  place: text,
  source: text,
  trace: Array.from({ length: 40 }, () => text),
})
const affectedTargets = (target: string, result: AffectedTarget['result'], text: string): AffectedTarget => ({
  target,
  result,
  reason: text,
  culprit: { commit: hash, passes: 0, failures: 3 },
  parents: Array.from({ length: 20 }, () => ({ commit: hash, passes: 3, failures: 0 })),
  signature: signature(text),
})

function finished(text: string, targets: number): BisectionFinished {
  return {
    type: 'bisection.finished',
    timestamp: '2026-01-02T03:04:05.000Z',
    data: {
      id: 'abcdefgh',
      url: 'https://kbisect.example.org/bisections/abcdefgh',
      tree: 'next',
      branch: text,
      good: hash,
      bad: hash,
      target: text,
      architecture: 'arm64',
      test: 'boot',
      outcome: 'culprit',
      label: 'confirmed',
      cause: null,
      reason: text,
      culprit: { hash, subject: text, author: text, authoredAt: '2026-01-02T03:04:05.000Z' },
      probability: 0.99,
      assumptions: [{ kind: 'patched build', text, state: 'open', lowersLabel: true }],
      affectedTargets: [
        ...Array.from({ length: targets }, (_, at) => affectedTargets(`x86_64/${at}`, 'not affected', text)),
        affectedTargets('arm', 'affected', text),
      ],
      signature: signature(text),
    },
  }
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test.each([
  ['long', 'x'.repeat(5_000)],
  ['of other scripts', '核'.repeat(5_000)],
  ['of astral characters', '𝕏'.repeat(5_000)],
  ['of control characters', '\u0007'.repeat(5_000)],
  ['of what JSON escapes', '"\\'.repeat(2_500)],
  ['short', 'x'],
])('a monstrous result with texts that are %s stays below 20 kB, whole where it matters, and says so', (_, text) => {
  const message = finished(text, text.length > 1 ? 12 : 600)
  expect(bytes(message)).toBeGreaterThan(100_000)
  const { data, ...rest } = fitMessage(message)
  expect(bytes({ ...rest, data })).toBeLessThan(20_000)
  expect(data).toMatchObject({
    id: 'abcdefgh',
    url: message.data.url,
    good: hash,
    culprit: { hash },
    outcome: 'culprit',
  })
  expect(data.affectedTargets[0]).toMatchObject({ target: 'arm', result: 'affected', culprit: { commit: hash } })
  expect(data.shortened).toContain('affectedTargets')
})

test('a message that fits is left as it is', () => {
  const message = finished('panic in cma_init', 0)
  message.data.affectedTargets = [{ target: 'arm', result: 'affected', reason: '' }]
  message.data.signature = { kind: 'panic', text: 'panic in cma_init', trace: ['a', 'b'] }
  expect(fitMessage(message)).toEqual(message)
})

test('a text is cut between characters', () => {
  const { reason } = fitMessage(finished(`x${'𝕏'.repeat(10_000)}`, 0)).data
  expect(reason).toMatch(/𝕏…$/u)
})
