// A failure that shows in some runs alone has gone when so few passes in a row would be this
// improbable with it.
const CHANCE = 0.01
const MOST_RUNS = 20

/** Passes in a row after which a failure that showed so often has gone. */
export function runsToClear(passes: number, failures: number): number {
  // With one of each more, as few runs say little of a rate.
  const rate = (failures + 1) / (passes + failures + 2)
  return Math.min(MOST_RUNS, Math.ceil(Math.log(CHANCE) / Math.log(1 - rate)))
}
