import { type Assumption, type BisectionResult, type Label, labels } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { AT, aResult, CULPRIT, finished } from './bisection.fixture.ts'
import { describeResult } from './describe-result.ts'
import { EXIT, exitStatus } from './exit-status.ts'
import { summarize } from './summary.ts'

const url = 'http://here/b'
const CULPRITS: readonly Label[] = ['confirmed', 'confirmed without revert', 'probable']

const resultOf = (label: Label, more: Partial<BisectionResult> = {}): BisectionResult =>
  CULPRITS.includes(label)
    ? aResult({ label, ...more })
    : aResult({
        outcome: label === 'range' ? 'range' : 'inconclusive',
        label,
        culprit: null,
        probability: null,
        ...more,
      })

test('no two labels begin what the command prints with the same line', () => {
  const lines = labels.map((label) => describeResult(finished(resultOf(label)), url)[0])
  expect(new Set(lines).size, lines.join('\n')).toBe(labels.length)
})

test.each([
  ['confirmed', 'Culprit confirmed (probability 0.990)', `  culprit   ${CULPRIT}`],
  ['confirmed without revert', 'Confirmed without revert (probability 0.990)', `  culprit   ${CULPRIT}`],
  ['probable', 'Probable culprit, not confirmed (probability 0.990)', `  probable  ${CULPRIT}`],
] as const)('a culprit that is %s is printed as such', (label, first, commit) => {
  const lines = describeResult(
    { ...finished(resultOf(label)), words: { found: 'x', affectedTargets: null, sure: null } },
    url,
  )
  expect(lines[0]).toBe(first)
  expect(lines).toContain(commit)
})

test.each(CULPRITS)('a culprit that is %s ends the command with 0, and --json has its label', (label) => {
  const bisection = finished(resultOf(label))
  expect(exitStatus(bisection)).toBe(EXIT.culprit)
  expect(summarize(bisection, url, AT).label).toBe(label)
})

const patch: Assumption = { kind: 'patched build', text: 'It was tested patched.', state: 'open', lowersLabel: true }
const host: Assumption = { kind: 'one host', text: 'Every boot ran on w1.', state: 'settled', lowersLabel: false }

test('what a result rests on is listed, what is open first', () => {
  const lines = describeResult(finished(resultOf('probable', { assumptions: [host, patch] })), url)
  expect(lines[0]).toMatch(/^Probable culprit, not confirmed, tested with a patch applied/)
  const at = lines.indexOf('  open      patched build: It was tested patched. (lowers the label)')
  expect(at).toBeGreaterThan(0)
  expect(lines[at + 1]).toBe('  settled   one host: Every boot ran on w1.')
})

test.each([
  ['revert', '  revert on bad     cccccccccccc could not be reverted'],
  ['fix', '  patch alone       cccccccccccc does not apply'],
] as const)('a conflict of the check "%s" says what it is of', (name, line) => {
  const checks = [{ name, commit: CULPRIT, result: 'conflict' as const, passes: 0, failures: 0 }]
  expect(describeResult(finished(resultOf('probable', { checks })), url)).toContain(line)
})
