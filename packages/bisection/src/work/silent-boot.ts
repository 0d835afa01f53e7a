import { linesOf } from '@kbisect/text'
import type { RunResult, Stage } from '@kbisect/verdict'
import { DoubtfulAnswer } from '../model/errors.ts'
import type { Facts, Task } from '../model/facts.ts'
import { revisionKey, taskKey, taskKeyOf } from '../model/facts.ts'
import type { BootDone } from '../model/work-ports.ts'
import { isSeenByEnoughHosts, type Witnesses } from './second-host.ts'

const BEFORE_THE_KERNEL: ReadonlySet<Stage> = new Set<Stage>(['none', 'emulator', 'firmware'])
// What a console can come to without a word of the kernel. All else was said by somebody.
const WORDLESS: ReadonlySet<string> = new Set(['silence', 'hang', 'reboot', 'flood'])

/**
 * Whether a boot failed before the kernel's first line: a kernel can do that, and so can a broken
 * emulator.
 */
export function lacksKernelLine(result: RunResult): boolean {
  return result.kind === 'failed' && BEFORE_THE_KERNEL.has(result.stage) && WORDLESS.has(result.signature.kind)
}

/**
 * Returns whether a boot without a kernel line is the kernel's doing: the same task came to it
 * before, or another boot of this very kernel did and was believed, and this host is one whose
 * boots were believed. Where another host could take the task, two hosts must have seen this kernel
 * silent. A kernel that spoke in another boot is nearly sure to be innocent, and takes one try
 * more. So a kernel that is really silent costs one boot more on each host at most.
 *
 * What other kernels of the target did proves nothing: one emulator that ended without a word,
 * twice in a row by chance, would have all later ones believed.
 */
export function isSilenceBelieved(facts: Facts, task: Task, witnesses: Witnesses): boolean {
  const { worker } = witnesses
  const kernel = revisionKey(task.revision)
  const own = facts.runs.filter((run) => run.targetKey === task.target.key && revisionKey(run.revision) === kernel)
  const doubts = silencesOf(facts, taskKey(task))
  const spoke = own.some((run) => !lacksKernelLine(run.result))
  if (spoke && doubts.length < DOUBTS_OF_ONE_THAT_SPOKE) return false
  if (doubts.length === 0 && !(own.length > 0 && facts.runs.some((run) => run.worker === worker))) return false
  const silent = own.filter((run) => lacksKernelLine(run.result))
  const earlier = silent.flatMap((run) => silencesOf(facts, taskKeyOf({ kind: 'boot', ...run, revision: kernel })))
  return isSeenByEnoughHosts(witnesses, [...silent.map((run) => run.worker), ...earlier, ...doubts])
}

/** Returns the hosts on which a task came to a boot without a kernel line, once for each time. */
function silencesOf({ infrastructureErrors }: Facts, key: string): string[] {
  const errors = infrastructureErrors.get(key) ?? []
  return errors.filter(({ code }) => code === NO_KERNEL_LINE).map(({ worker }) => worker)
}

const DOUBTS_OF_ONE_THAT_SPOKE = 2
const NO_KERNEL_LINE = 'no-kernel-line'

/**
 * Why a boot without a kernel line is doubted. @param console its text, or nothing where there is
 * too much of it
 */
export function describeSilence(
  done: Pick<BootDone, 'seconds' | 'cpuSeconds' | 'emulator' | 'accelerator'>,
  bytes: number,
  console: string,
): DoubtfulAnswer {
  const last = linesOf(console).findLast((line) => line.trim() !== '')
  const seen =
    bytes === 0 ? 'nothing at all' : `nothing of a kernel in ${bytes} bytes${last ? `, the last ${quote(last)}` : ''}`
  const spent = `${done.seconds.toFixed(1)} s (${done.cpuSeconds.toFixed(1)} CPU seconds)`
  return new DoubtfulAnswer({
    code: NO_KERNEL_LINE,
    text: `the console showed ${seen}, for ${spent}, in ${done.emulator} with ${done.accelerator}.`,
    hint: 'none is needed for a kernel that is silent: the next boot is believed, on another host where there is one; else see whether others boot on that host',
  })
}

const quote = (text: string): string => JSON.stringify(text.trim().slice(-120))
