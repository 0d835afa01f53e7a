import { expect, test } from 'vitest'
import { hostileCases } from './all-cases.ts'
import { ESCAPED, type HostileCase } from './hostile-case.ts'
import { breaches } from './judge-case.ts'

const theCase: HostileCase = { name: 'a', words: 'does a', commit: {} }
const culprits = { hostile: 'h', innocent: 'i' }
const calm = { logs: ['  CC init/main.o\n'], files: [], slowestAnswer: 0.1 }
type Answer = Parameters<typeof breaches>[1]['innocent']
const names = (hash: string | null, more: object = {}): Answer =>
  ({
    ...{ state: 'finished', outcome: 'culprit', label: 'confirmed' },
    result: { culprit: hash === null ? null : { hash } },
    ...more,
  }) as Answer
const innocent = names('i')

test('a hostile tree that ends as its own failure is contained', () => {
  expect(breaches(theCase, { hostile: names(null), innocent }, culprits, calm)).toEqual([])
  expect(breaches({ ...theCase, isCulprit: true }, { hostile: names('h'), innocent }, culprits, calm)).toEqual([])
  expect(breaches({ ...theCase, isRefused: true }, { hostile: undefined, innocent }, culprits, calm)).toEqual([])
})

test('each way in which a hostile tree is not contained is named', () => {
  const words = (answers: object, traces: object = {}, more: object = {}) =>
    breaches({ ...theCase, ...more }, { hostile: names(null), innocent, ...answers }, culprits, { ...calm, ...traces })
  expect(words({ hostile: names(null, { state: 'paused' }) })).toEqual(['its bisection is paused'])
  expect(words({ hostile: names('x') })).toEqual(['an innocent commit was named'])
  expect(words({}, {}, { isCulprit: true })).toEqual(['its commit was not named'])
  expect(words({ hostile: undefined })).toEqual(['the tree was refused'])
  expect(words({ innocent: names('i', { label: 'probable' }) })).toEqual([
    'the bisection beside it came to finished culprit probable',
  ])
  expect(words({}, { logs: [`a\n${ESCAPED} port 22\n`] })).toEqual([`reached: ${ESCAPED} port 22`])
  expect(words({}, { files: ['/x/id'] })).toEqual(['left /x/id'])
  expect(words({}, { slowestAnswer: Infinity })).toEqual(['the API took Infinity s for an answer'])
})

test('hostile cases have different names', () => {
  const names = hostileCases({ secrets: ['/s'], canary: '/c' }).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
