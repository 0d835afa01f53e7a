import { type StepCounter, stepCounter } from './count-steps.ts'
import { type Hostile, hostileTexts } from './hostile-texts.ts'

/**
 * A text that takes an expression more than linear time, with the steps for texts of two lengths,
 * the second twice the first.
 */
export interface Superlinear extends Hostile {
  readonly steps: readonly [number, number]
}

// What is bounded, as {0,200}, looks quadratic until the text is longer than its bound; what has
// many alternatives looks linear while the text is short. Of twice the text a linear expression
// takes twice the steps, a quadratic one four times.
const LOOKS: readonly { readonly length: number; readonly mostGrowth: number }[] = [
  { length: 256, mostGrowth: 2.7 },
  { length: 1024, mostGrowth: 2.1 },
  { length: 4096, mostGrowth: 2.7 },
]
const LOOKS_DEEP = 256
// A thousand steps for each character of a line.
const LIMIT = 4_096_000

function textOf({ prefix, pump, suffix }: Hostile, length: number): string {
  return prefix + pump.repeat(Math.ceil(length / pump.length)) + suffix
}

/**
 * Returns a hostile text that makes an expression take more than linear time; undefined where none
 * of those tried does.
 */
export function superlinearText(source: string, flags: string): Superlinear | undefined {
  const counter = stepCounter(source, flags)
  for (const hostile of hostileTexts(counter.ast, flags)) {
    const found = growthOf(counter, hostile)
    if (found) return found
  }
  return undefined
}

function growthOf(counter: StepCounter, hostile: Hostile): Superlinear | undefined {
  let found: Superlinear | undefined
  for (const { length, mostGrowth } of LOOKS) {
    const [half, whole] = [length / 2, length].map((one) => counter.count(textOf(hostile, one), LIMIT))
    if (half === undefined || whole === undefined) return found
    if (whole > LIMIT) return { ...hostile, steps: [half, whole] }
    found = whole > half * mostGrowth ? { ...hostile, steps: [half, whole] } : undefined
    // The first look is for those that the longer texts would take too deep.
    if (!found && length > LOOKS_DEEP) return undefined
  }
  return found
}
