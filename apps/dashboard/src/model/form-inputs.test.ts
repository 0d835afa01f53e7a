import { expect, test } from 'vitest'
import { mistakesOf } from './field-paths.ts'
import { formInputs } from './form-inputs.ts'
import { emptyForm } from './new-bisection.ts'

const file = { key: 'f', name: 'kasan', content: '' }

test('each file that was typed has inputs for its name and its content', () => {
  const form = { ...emptyForm(), base: 'own' as const, fragments: [file, { ...file, key: 'g' }] }
  const paths = formInputs(form).map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining(['target.config.name', 'target.fragments.0.content', 'target.fragments.1.name']),
  )
})

test('inputs that are not shown are none', () => {
  const paths = formInputs(emptyForm()).map(({ path }) => path)
  expect(paths).not.toContain('test.script')
  expect(paths).not.toContain('target.config.name')
})

test('a further target that is refused is the cell of the matrix', () => {
  const inputs = formInputs({ ...emptyForm(), cells: ['arm same', 'arm64 tinyconfig'] })
  const [mistake] = mistakesOf(
    [{ field: 'alsoTest.1', message: 'is wrong' }],
    inputs.map(({ path }) => path),
  )
  expect(inputs.find(({ path }) => path === mistake?.input)?.label).toBe('Target arm64 tinyconfig')
})
