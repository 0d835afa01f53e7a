import { expect, test } from 'vitest'
import { fieldId, inputFor, mistakesOf } from './field-paths.ts'

const inputs = [
  'tree',
  'good',
  'target.fragments',
  'target.fragments.0.name',
  'target.fragments.0.content',
  'alsoTest',
  'alsoTest.1',
]

test.each([
  ['good', 'good'],
  ['target.fragments.0.content', 'target.fragments.0.content'],
  ['target.fragments[0].content', 'target.fragments.0.content'],
  ['target.fragments[7].name', 'target.fragments'],
  ['alsoTest.1', 'alsoTest.1'],
  ['alsoTest[1].config.name', 'alsoTest.1'],
  ['alsoTest.10', 'alsoTest'],
  ['goodness', undefined],
])('%s is said beside %s', (field, input) => {
  expect(inputFor(field, inputs)).toBe(input)
})

test('an id has no dots, which would be classes in a selector', () => {
  expect(fieldId('target.fragments.0.name')).toBe('field-target-fragments-0-name')
})

test('mistakes come in the order of the form, what has no input first, each with its hint', () => {
  const mistakes = mistakesOf(
    [
      { field: 'alsoTest.1', message: 'arm is the same target as arm', hint: 'leave it out' },
      { field: 'good', message: 'is missing' },
      { field: 'body', message: '"x" is not allowed' },
    ],
    inputs,
  )
  expect(mistakes).toEqual([
    { field: 'body', input: undefined, message: '"x" is not allowed.' },
    { field: 'good', input: 'good', message: 'Is missing.' },
    { field: 'alsoTest.1', input: 'alsoTest.1', message: 'arm is the same target as arm. Leave it out.' },
  ])
})

test('an answer without fields has no mistakes to show', () => {
  expect(mistakesOf(undefined, inputs)).toEqual([])
})
