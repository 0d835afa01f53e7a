import { expect, test } from 'vitest'
import { RequestError } from '../model/errors.ts'
import { watchTargets } from './watch-targets.ts'

function refusal(...targets: Parameters<typeof watchTargets>[0]) {
  try {
    watchTargets(targets, { kind: 'boot' })
  } catch (error) {
    if (error instanceof RequestError) return { code: error.code, fields: error.errors.map(({ field }) => field) }
    throw error
  }
  return undefined
}

test('what is wrong with a target of a watch is said in its place among the targets', () => {
  const large = { architecture: 'arm' as const, guest: { memoryMegabytes: 8192 } }
  expect(refusal({ architecture: 'x86_64' }, large)).toEqual({
    code: 'guest-too-large',
    fields: ['targets.1.guest.memoryMegabytes'],
  })
  const file = (name: string) => ({ name, content: 'x'.repeat(900_000) })
  const long = { architecture: 'arm' as const, fragments: [file('a'), file('b'), file('c')] }
  expect(refusal(long)).toEqual({ code: 'configurations-too-large', fields: ['targets.0.fragments.2.content'] })
})

test('two targets of a watch that are the same are refused at the second one', () => {
  expect(refusal({ architecture: 'arm' }, { architecture: 'arm', name: 'again' })).toEqual({
    code: 'duplicate-target',
    fields: ['targets.1'],
  })
  expect(refusal({ architecture: 'arm' }, { architecture: 'arm', guest: { cpus: 2 } })).toBeUndefined()
})
