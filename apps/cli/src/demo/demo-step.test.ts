import { expect, test } from 'vitest'
import { CliError } from '../cli-error.ts'
import { describeError } from '../describe-error.ts'
import { demoStep } from './demo-step.ts'

const failing = (error: Error) =>
  demoStep('making the lab', 'free some space', () => Promise.reject(error)).catch(describeError)

test('the error of a failed step names it, with the hint of its cause or else its own', async () => {
  const withHint = new CliError('no source at /x', { hint: 'install it' })
  expect(await failing(withHint)).toEqual(['making the lab failed: no source at /x', '  hint: install it'])
  expect(await failing(new Error('ENOSPC'))).toEqual([
    'making the lab failed: Error: ENOSPC',
    '  hint: free some space',
  ])
})
