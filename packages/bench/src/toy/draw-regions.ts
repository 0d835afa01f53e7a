import type { ToyArch, ToyBehaviour, ToySlot } from '@kbisect/testing'
import type { Random } from '../engine/random.ts'
import type { PlainCommit } from './draw-history.ts'

/**
 * By name of the commit. The slot is not the culprit's: what fixes a region is a change of its own
 * file.
 */
type Changes = ReadonlyMap<string, Partial<Record<ToySlot, ToyBehaviour>>>

/** Commits `from` … `to - 1` of the main line are broken, `to` fixes them. */
interface Region {
  readonly from: number
  readonly to: number
}

/** The longest region, as a share of the main line. */
const LONGEST = 0.2

/**
 * Draws what disturbs the search: a region that does not compile, and another that panics in
 * another way. Mostly the culprit is outside of what does not compile.
 */
export function drawRegions(
  random: Random,
  history: readonly PlainCommit[],
  architecture: ToyArch,
  culprit: string | undefined,
): { readonly changes: Changes; readonly traits: readonly string[] } {
  const slot: ToySlot = `${architecture}+dma`
  const line = history.filter(({ mainline }) => mainline).map(({ name }) => name)
  const merges = new Set(history.filter(({ parents }) => parents.length > 1).map(({ name }) => name))
  const at = culprit === undefined ? -1 : line.indexOf(culprit)
  const usable = ({ from, to }: Region) =>
    [from, to].every((end) => end > 0 && end < line.length && end !== at && !merges.has(line[end] ?? ''))
  const covers = ({ from, to }: Region) => from < at && at < to
  const changes = new Map<string, Partial<Record<ToySlot, ToyBehaviour>>>()
  const traits: string[] = []
  const mark = ({ from, to }: Region, behaviour: ToyBehaviour, trait: string) => {
    changes.set(line[from] ?? '', { [slot]: behaviour })
    changes.set(line[to] ?? '', { [slot]: 'good' })
    traits.push(`${to - from} ${trait}${covers({ from, to }) ? ' (culprit inside)' : ''}`)
  }
  const inside = at > 1 && random.chance(0.25)
  const broken = random.chance(0.7)
    ? draw(random, line.length, (region) => usable(region) && covers(region) === inside)
    : undefined
  if (broken) mark(broken, 'no-compile', 'do not compile')
  const apart = ({ from, to }: Region) => !broken || to < broken.from || from > broken.to
  const other = random.chance(0.3) ? draw(random, line.length, (region) => usable(region) && apart(region)) : undefined
  if (other) mark(other, 'other-panic', 'panic otherwise')
  return { changes, traits }
}

function draw(random: Random, length: number, fits: (region: Region) => boolean): Region | undefined {
  const longest = Math.max(2, Math.floor(length * LONGEST))
  for (let tries = 0; tries < 50; tries++) {
    const from = 1 + random.below(length - 1)
    const region = { from, to: from + 1 + random.below(longest) }
    if (fits(region)) return region
  }
  return undefined
}
