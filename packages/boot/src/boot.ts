import { access, constants as files } from 'node:fs/promises'
import { constants } from 'node:os'
import type { CommandPlan, CommandResult, RunningCommand } from '@kbisect/exec'
import {
  describeCommand,
  InfrastructureError,
  sandboxAvailable,
  sharedMemoryBytes,
  start,
  treeUsage,
} from '@kbisect/exec'
import { BootWatch, type WatchEnding } from './boot-watch.ts'
import { ConsoleLog } from './console-log.ts'
import { emulatorVersion } from './emulators.ts'
import { completeGuest, diskMegabytes } from './guest.ts'
import { planBoot } from './plan-boot.ts'
import type { BootAnswer, BootHooks, BootRequest } from './request.ts'

const SAMPLE_MILLISECONDS = 250

/**
 * Boots an image and follows it until it ends, answers, hangs, floods or is cancelled. The console
 * goes to the request's log and to `hooks.onConsole` as it comes. The emulator never outlives the
 * call.
 * @throws BootRequestError when the request cannot be right
 * @throws InfrastructureError `emulator-missing`, `emulator-failed`, `emulator-killed`,
 * `boot-file-unreadable`,
 *   `sandbox-missing`, `console-log-unwritable`, `host-overloaded`, `host-too-small`: our machinery's fault, which says nothing about the kernel
 */
export async function boot(request: BootRequest, hooks: BootHooks): Promise<BootAnswer> {
  const plan = planBoot(request)
  requireMemory(request)
  await checkFiles(request)
  const emulator = await emulatorVersion(request.architecture, request.sandboxMode)
  const followed = await follow(request, plan, hooks)
  return { ...followed, commandLine: describeCommand(plan), emulator, accelerator: request.accelerator }
}

function requireMemory({ guest }: BootRequest): void {
  const wanted = completeGuest(guest).memoryMegabytes + diskMegabytes(guest)
  const host = Math.floor(sharedMemoryBytes() / 2 ** 20)
  if (wanted <= host) return
  throw new InfrastructureError(
    'host-too-small',
    `the guest wants ${wanted} MiB for its memory and disks, and this host has ${host} MiB for all its boots and builds`,
    { hint: 'start a boot worker on a host with more memory, or ask for a smaller guest' },
  )
}

async function checkFiles({ image, initramfs, sandboxMode }: BootRequest): Promise<void> {
  for (const file of [image, initramfs]) {
    await access(file, files.R_OK).catch((cause: unknown) => {
      throw new InfrastructureError('boot-file-unreadable', `cannot read ${file}: ${String(cause)}`, {
        hint: 'build it again, or make it readable for the user that runs the worker',
        cause,
      })
    })
  }
  if (sandboxMode === 'bwrap' && !(await sandboxAvailable())) {
    throw new InfrastructureError('sandbox-missing', 'bubblewrap (bwrap) cannot start a child on this machine', {
      hint: 'install bubblewrap and allow user namespaces, or switch the sandbox off knowingly',
    })
  }
}

type Followed = Pick<BootAnswer, 'ending' | 'exitCode' | 'cpuSeconds' | 'wallSeconds' | 'consoleBytes'>

async function follow(request: BootRequest, plan: CommandPlan, hooks: BootHooks): Promise<Followed> {
  const { limits } = request
  const watch = new BootWatch(limits)
  const began = performance.now()
  const wallSeconds = () => (performance.now() - began) / 1000
  let running: RunningCommand | undefined
  let fault: unknown
  let ending: WatchEnding | undefined
  let cpuSeconds = 0
  let waitedSeconds = 0
  let looking = false
  let ended = false
  const fail = (error: unknown) => {
    fault ??= error
    running?.kill()
  }
  const log = new ConsoleLog(request.consoleLog, limits.consoleBytes, fail)
  const stop = (why: WatchEnding | undefined) => {
    if (why === undefined || ending !== undefined) return
    ending = why
    running?.kill()
  }
  const hear = (chunk: Buffer) => {
    if (ending !== undefined || fault !== undefined) return
    const now = wallSeconds()
    const room = limits.consoleBytes - log.bytes
    log.write(chunk, now)
    watch.progress(hooks.onConsole(chunk.subarray(0, room)), now)
    if (log.bytes >= limits.consoleBytes) judge()
  }
  const judge = () => {
    if (!ended) stop(watch.look({ wallSeconds: wallSeconds(), cpuSeconds, waitedSeconds, consoleBytes: log.bytes }))
  }
  const look = async () => {
    if (looking || running === undefined || running.pid <= 0) return
    looking = true
    try {
      const usage = await treeUsage(running.pid)
      cpuSeconds = Math.max(cpuSeconds, usage.cpuSeconds)
      waitedSeconds = Math.max(waitedSeconds, usage.waitedSeconds)
      judge()
    } finally {
      looking = false
    }
  }

  running = start(plan, {
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    sandboxMode: request.sandboxMode,
    captureBytes: 4096,
    onOutput: (chunk, stream) => {
      if (stream === 'stdout') attempt(() => hear(chunk), fail)
    },
  })
  const timer = setInterval(() => void look().catch(fail), SAMPLE_MILLISECONDS)
  let result: CommandResult
  try {
    result = await running.result
  } finally {
    clearInterval(timer)
    ended = true
    await log.close()
  }
  if (fault !== undefined) throw asError(fault)
  if (ending === 'starved') throw overloaded(wallSeconds(), waitedSeconds, cpuSeconds)
  return { ...finalEnding(plan, result, ending), cpuSeconds, wallSeconds: wallSeconds(), consoleBytes: log.bytes }
}

function attempt(action: () => void, fail: (error: unknown) => void): void {
  try {
    action()
  } catch (error) {
    fail(error)
  }
}

// QEMU ends with 0 when somebody else tells it to, as a host does that shuts down, and says so
// where the guest cannot write.
const TOLD_TO_END = /^\S+: terminating on signal \d+/m
// In the sandbox a child's death by a signal shows as 128 + its number.
const KILLED: ReadonlySet<string | number> = new Set(
  (['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const).flatMap((name) => [name, 128 + constants.signals[name]]),
)

/** Tells an emulator that ended by our will or the guest's from one that failed. */
function finalEnding(
  plan: CommandPlan,
  { ending, exitCode, signal, stderr }: CommandResult,
  ours: BootAnswer['ending'] | undefined,
): Pick<BootAnswer, 'ending' | 'exitCode'> {
  if (ours !== undefined) return { ending: ours }
  if (ending === 'cancelled') return { ending: 'cancelled' }
  const words = stderr.trim()
  const toldToEnd = TOLD_TO_END.test(words)
  if (ending === 'exit' && exitCode === 0 && !toldToEnd) return { ending: 'exited', exitCode: 0 }
  const command = describeCommand(plan)
  if (toldToEnd || KILLED.has(signal ?? '') || KILLED.has(exitCode ?? 0)) {
    throw new InfrastructureError('emulator-killed', `somebody ended the emulator: ${words || command}`, {
      hint: "if nobody did it by hand, look for the out-of-memory killer in the host's log, and give the worker fewer slots",
    })
  }
  throw new InfrastructureError(
    'emulator-failed',
    `the emulator failed with ${signal ?? `exit code ${exitCode}`}: ${words || command}`,
    {
      hint: `run it by hand to see more: ${command}`,
    },
  )
}

function overloaded(wall: number, waited: number, cpu: number): InfrastructureError {
  const [lasted, waiting, spent] = [wall, waited, cpu].map((seconds) => seconds.toFixed(0))
  return new InfrastructureError(
    'host-overloaded',
    `the emulator got ${spent} CPU seconds in ${lasted} s and waited ${waiting} s for a processor`,
    { hint: 'give the worker fewer boot slots, or this machine less to do' },
  )
}

const asError = (fault: unknown): Error => (fault instanceof Error ? fault : new Error(String(fault)))
