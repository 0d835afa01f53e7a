import type { FailureKind as AskedKind } from '@kbisect/contracts'
import type { FailureKind as ReadKind } from '@kbisect/verdict'
import { expectTypeOf, test } from 'vitest'

// The compiler is what tells: `npm run check` compiles tests too.
test('the kinds of failure that a request may ask for are those that are read from consoles', () => {
  expectTypeOf<AskedKind>().toEqualTypeOf<ReadKind>()
})
