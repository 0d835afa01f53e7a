import type { Entry } from '../entry.ts'
import { entriesOf } from '../linux-row.ts'
import { crashes } from './crashes.ts'
import { hangsAndRestarts } from './hangs.ts'
import { toyEntries } from './toy.ts'
import { userSpace } from './user-space.ts'
import { fatalWarnings, warnings } from './warnings.ts'

/**
 * Every log that is made, by what was broken: the answers come from here and not from any reader of
 * consoles.
 */
export const catalogue: readonly Entry[] = [
  ...toyEntries,
  ...[...crashes, ...warnings, ...fatalWarnings, ...hangsAndRestarts, ...userSpace].flatMap(entriesOf),
]
