import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../../usage-error.ts'
import type { Experiment } from '../studies/study.ts'
import { StoredSamples, samplingCode } from './stored-samples.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-samples-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const experiment: Experiment = { study: 'noise', history: 'chain', setting: '', trials: 8, values: { p1: 0.9 } }
const batch = (from: number, to: number, seed = 'a') => ({ experiment, from, to, seed })
const file = () => join(directory, 'samples')

test('the samples of pieces are together those of the whole', () => {
  new StoredSamples(file(), 'code').add(batch(2, 4), [{ right: 1 }, { right: 0 }])
  new StoredSamples(file(), 'code').add(batch(0, 2), [{ right: 0.5 }, { right: 0.25 }])
  const stored = new StoredSamples(file(), 'code')
  expect(stored.has(batch(0, 4))).toBe(true)
  expect(stored.of(batch(0, 4))).toEqual([{ right: 0.5 }, { right: 0.25 }, { right: 1 }, { right: 0 }])
  expect(stored.of(batch(1, 3))).toEqual([{ right: 0.25 }, { right: 1 }])
  expect(stored.has(batch(3, 5))).toBe(false)
})

test('samples of another seed, study, history or point are not there', () => {
  const stored = new StoredSamples(file(), 'code')
  stored.add(batch(0, 1), [{ right: 1 }])
  expect(stored.has(batch(0, 1))).toBe(true)
  expect(stored.has(batch(0, 1, 'b'))).toBe(false)
  for (const other of [{ study: 'x' }, { history: 'branchy' }, { values: { p1: 1 } }])
    expect(stored.has({ ...batch(0, 1), experiment: { ...experiment, ...other } })).toBe(false)
})

test('a further piece leaves what the file has as it is', () => {
  const first = new StoredSamples(file(), 'code')
  first.add(batch(0, 1), [{ right: 1 }])
  const before = readFileSync(file(), 'utf8')
  first.add(batch(1, 2), [{ right: 0 }])
  expect(readFileSync(file(), 'utf8').startsWith(before)).toBe(true)
})

test('samples that another engine made are refused, and so is a file of something else', () => {
  new StoredSamples(file(), 'old code').add(batch(0, 1), [{ right: 1 }])
  expect(() => new StoredSamples(file(), 'code')).toThrow(UsageError)
  expect(() => new StoredSamples(file(), 'code')).toThrow('line 1')
  const other = join(directory, 'other')
  appendFileSync(other, 'something else\n')
  expect(() => new StoredSamples(other, 'code')).toThrow(UsageError)
})

test('the code that samples depend on has the same name each time', () => {
  expect(samplingCode()).toMatch(/^[0-9a-f]{12}$/)
  expect(samplingCode()).toBe(samplingCode())
})
