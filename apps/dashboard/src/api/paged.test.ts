import { expect, test } from 'vitest'
import { pageQuery } from './paged.ts'

test('filters and cursor go into the request, escaped; what is empty stays out', () => {
  expect(pageQuery({ text: 'a&b', state: 'paused', tree: '', branch: undefined }, 'x=')).toBe(
    'text=a%26b&state=paused&cursor=x%3D',
  )
  expect(pageQuery({}, undefined)).toBe('')
})
