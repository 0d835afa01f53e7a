import { expect, it } from 'vitest'
import { readMessage } from './read-message.ts'

const build = { kind: 'build', bisectionId: 'b1', revision: 'r', target: 't', architecture: 'arm64' }

it('a build keeps whether it is a clean one', () => {
  expect(readMessage('id', build)).toEqual(build)
  expect(readMessage('id', { ...build, clean: true })).toEqual({ ...build, clean: true })
})

it.each([false, 'true', 1, null])('a build whose field clean is %j is refused', (clean) => {
  expect(() => readMessage('id', { ...build, clean })).toThrow('its field clean is missing or wrong')
})
