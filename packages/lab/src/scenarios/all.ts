import type { Scenario } from '../scenario.ts'
import { build } from './build.ts'
import { cma } from './cma.ts'
import { flaky } from './flaky.ts'
import { kunit } from './kunit.ts'
import { merge } from './merge.ts'
import { revertConflict } from './revert-conflict.ts'
import { x86 } from './x86.ts'

/** All scenarios; the first is the default. */
export const scenarios: readonly Scenario[] = [cma, x86, build, merge, revertConflict, flaky, kunit]
