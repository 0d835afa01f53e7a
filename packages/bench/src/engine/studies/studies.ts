import { noRegression, realBoundaries } from './boundaries.ts'
import { culpritInside, culpritOutside } from './broken-blocks.ts'
import { decisionTime } from './decision-time.ts'
import { gitItself } from './git-itself.ts'
import { noise } from './noise.ts'
import { noiseFree } from './noise-free.ts'
import { otherDeaths } from './other-deaths.ts'
import { priors } from './priors.ts'
import type { Study } from './study.ts'
import { threeTargets } from './three-targets.ts'
import { wallTime } from './wall-time.ts'

/** All there are. */
export const STUDIES: readonly Study[] = [
  noiseFree,
  noise,
  gitItself,
  noRegression,
  realBoundaries,
  wallTime,
  culpritOutside,
  culpritInside,
  otherDeaths,
  priors,
  decisionTime,
  threeTargets,
]

/** @throws RangeError when there is none of that name */
export function studyNamed(name: string): Study {
  const study = STUDIES.find((one) => one.name === name)
  if (!study) throw new RangeError(`there is no study ${name}`)
  return study
}
