import { expect, it } from 'vitest'
import { describeInfrastructureError } from './describe-error.ts'

const failed = (code: string, hint?: string) => Object.assign(new Error(`${code}: it failed`), { code, hint })

it('is the code, and the message with the hint', () => {
  expect(describeInfrastructureError(failed('emulator-killed', 'give it more memory'))).toEqual({
    code: 'emulator-killed',
    message: 'emulator-killed: it failed Hint: give it more memory.',
  })
})

it.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'not-allowed'],
  ['EMFILE', 'too-many-files'],
  ['ENOMEM', 'out-of-memory'],
  ['EIO', 'disk-broken'],
])('of %s, which the system says, is %s with a hint', (system, code) => {
  const fault = describeInfrastructureError(failed(system))
  expect(fault.code).toBe(code)
  expect(fault.message).toMatch(/^E[A-Z]+: it failed Hint: .+\.$/)
})

it('of what has no code is the name, and of what is no error its text', () => {
  expect(describeInfrastructureError(new TypeError('no function'))).toEqual({
    code: 'TypeError',
    message: 'no function',
  })
  expect(describeInfrastructureError('odd')).toEqual({ code: 'unknown', message: 'odd' })
})
