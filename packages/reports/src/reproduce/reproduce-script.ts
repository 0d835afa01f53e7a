import type { Basis, Bisection, Run } from '@kbisect/contracts'
import { shellWord } from '@kbisect/text'
import { bootFailureTest, buildFailureTest, type FailureTest } from './failure-test.ts'
import type { ReproduceInput } from './reproduce-input.ts'
import { findReproduction, type Reproduction } from './reproduction.ts'
import { bootPart, busyboxPart, initramfsPart } from './script-boot.ts'
import { buildPart, compilerPart, sourcePart, toolsPart } from './script-build.ts'
import { configPart } from './script-config.ts'
import { scriptHead, scriptOptions } from './script-head.ts'

const MOST_RUNS = 50
const MISSED = 0.02

/** So many boots that a failure of this rate is missed by all of them in one of fifty tries. */
function runsFor(basis: Basis | null | undefined): number {
  const rate = basis && basis.withCulprit.passes > 0 ? basis.rates.withCulprit : 1
  if (rate >= 0.97) return 1
  return Math.min(MOST_RUNS, Math.max(2, Math.ceil(Math.log(MISSED) / Math.log(1 - Math.max(0.01, rate)))))
}

/**
 * Seconds in which every boot that we saw on this target was over several times, on a machine that
 * may be slower.
 */
function secondsFor({ target }: Bisection, runs: readonly Run[]): number {
  const longest = Math.max(0, ...runs.filter((run) => run.target === target).map(({ seconds }) => seconds))
  return Math.min(600, Math.max(60, Math.ceil(longest * 4)))
}

const showLines = ({ pattern }: FailureTest, file: string): string =>
  pattern === undefined ? `tail -n 15 ${file}` : `grep -aE -e ${shellWord(pattern)} ${file} | head -n 5`

function buildVerdict(failure: FailureTest, goal: string): string {
  return `console=$output.log
shows() {
${failure.shows}
}
if logged "$output.log" make_kernel -j "$jobs" ${shellWord(goal)}; then
  finished=yes
  say "" "It does not show: this commit builds."
  exit 1
fi
finished=yes
say ""
if shows; then
  say "REPRODUCED: it does not build, as the bisection found. See $output.log."
  ${showLines(failure, '"$output.log"')}
  exit 0
fi
say "It does not build here either, but for another reason. See $output.log."
exit 1
`
}

function bootVerdict(failure: FailureTest, goal: string, imagePath: string): string {
  return `logged "$output.log" make_kernel -j "$jobs" ${shellWord(goal)} || fail "the kernel does not build here; see $output.log"
image=$output/${imagePath}
[ -f "$image" ] || fail "make left no $image"
`.concat(`shows() {
${failure.shows}
}
number=0
passes=0
while [ "$number" -lt "$runs" ]; do
  number=$((number + 1))
  say "" "Boot $number of at most $runs, at most $limit seconds:"
  boot
  if shows; then
    finished=yes
    say "" "REPRODUCED in boot $number: the same failure shows. See $work/console.log."
    ${showLines(failure, '"$console"')}
    exit 0
  fi
  if passed; then passes=$((passes + 1)); fi
done
finished=yes
say ""
if [ "$passes" -eq "$number" ]; then
  say "It does not show: this commit passed $passes of $number boots."
else
  say "This commit fails here too, but in another way: $passes of $number boots passed. See $work/console.log."
fi
exit 1
`)
}

function buildOnly(input: ReproduceInput, found: Reproduction): string {
  const failure = buildFailureTest(found.build.signature ?? input.bisection.result?.signature ?? null)
  return buildVerdict(failure, found.recorded.goal)
}

/**
 * A shell script that shows the failure on somebody's own machine: it checks out the culprit (else
 * the bad revision), configures and builds it with the recorded lines, boots it with the recorded
 * emulator, and says whether the failure shows. Undefined while nothing was built. Whatever comes
 * from outside stands in quotes, in comments of one line, or in quoted here-documents.
 */
export function reproduceScript(input: ReproduceInput): string | undefined {
  const found = findReproduction(input)
  if (!found) return undefined
  const { bisection, runs, kit, failureLine } = input
  const { boot, run } = found
  const shown = run?.result.kind === 'failed' ? run.result.signature : null
  const signature = bisection.result?.signature ?? shown
  const parts = [
    scriptHead(input, found),
    scriptOptions(found, boot ? runsFor(bisection.result?.basis) : 1),
    compilerPart(found, kit),
    toolsPart(found),
    ...(boot ? [busyboxPart(kit)] : []),
    sourcePart(input, found),
    configPart(input, found),
    ...(boot ? [initramfsPart(kit), bootPart(boot, secondsFor(bisection, runs))] : []),
    buildPart(found),
    boot
      ? bootVerdict(bootFailureTest(bisection, signature, failureLine), found.recorded.goal, kit.imagePath)
      : buildOnly(input, found),
  ]
  return parts.join('\n')
}
