import { expect, test } from 'vitest'
import { needsRepin } from './needs-repin.ts'

test('a bisection needs a repin when it paused because hosts have other tools', () => {
  const paused = (code: string) => `Building 3082459ed2dd failed 5 times (${code}): host-2 builds with gcc 14.`
  expect(['toolchain-differs', 'emulator-differs', 'accelerator-differs'].map(paused).map(needsRepin)).toEqual([
    ...[true, true, true],
  ])
  expect([needsRepin(paused('build-timeout')), needsRepin(paused('artifact-store-differs')), needsRepin(null)]).toEqual(
    [...[false, false, false]],
  )
})
