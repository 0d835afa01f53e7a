import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { treePids } from '@kbisect/exec'
import {
  createToyHistory,
  type KillableProgram,
  linearPanic,
  openBuildFinisher,
  startKillableProgram,
} from '@kbisect/testing'
import type { BenchmarkContext, Row } from '../benchmark.ts'
import { spentCpuSeconds } from '../cpu-seconds.ts'
import { latencyRows } from './api-rows.ts'

/** What the whole service may take of one core while many bisections wait. */
const IDLE_PERCENT = 10
// Several reconciles.
const IDLE_SECONDS = 60
const SETTLE_SECONDS = 15

/**
 * With so many open bisections: what the service takes while nothing happens, and how long it takes
 * from a finished build to the job that follows from it. Once with the limit of active bisections
 * that the service has by itself, and once with all of them active.
 */
export async function openBisectionRows(
  { directory, quick, note }: Pick<BenchmarkContext, 'directory' | 'quick' | 'note'>,
  { open, samples }: { readonly open: number; readonly samples: number },
): Promise<Row[]> {
  const rows: Row[] = []
  const history = await createToyHistory({ directory: join(directory, 'open-tree'), plan: linearPanic })
  const ends = { good: history.hash(linearPanic.good), bad: history.hash(linearPanic.bad) }
  const request = { tree: 'toy', ...ends, target: { architecture: 'arm64' as const }, attach: false }
  for (const limit of [undefined, open]) {
    const program = await startKillableProgram({ workers: 0 })
    try {
      await program.api.addTree('toy', history.url)
      const more: Record<string, string> = limit === undefined ? {} : { KBISECT_MAX_ACTIVE_BISECTIONS: String(limit) }
      program.addWorker({ KBISECT_WORKER_ROLES: 'coordinator', ...more })
      const { id } = await program.api.start(request)
      const setting = `${open} open bisections, ${limit === undefined ? 'default limit' : 'all active'}`
      rows.push(
        ...(await measure(program, { id, open, setting, samples, idleSeconds: quick ? 5 : IDLE_SECONDS, note })),
      )
    } finally {
      await program.stop()
    }
  }
  return rows
}

interface Measuring {
  /** The bisection that the others repeat. */
  readonly id: string
  readonly open: number
  readonly setting: string
  readonly samples: number
  readonly idleSeconds: number
  readonly note: (line: string) => void
}

async function measure(
  program: KillableProgram,
  { id, open, setting, samples, idleSeconds, note }: Measuring,
): Promise<Row[]> {
  const finisher = await openBuildFinisher(program.settings)
  try {
    await finisher.repeat(id, open - 1)
    let active = -1
    for (let now = 0; now !== active; now = (await finisher.waiting()).length) {
      active = now
      await sleep(SETTLE_SECONDS * 1000)
    }
    note(`${active} of them have a job in the queue`)
    const percent = await cpuPercent(program, idleSeconds)
    const delays: number[] = []
    for (const waiting of (await finisher.waiting()).slice(0, samples)) {
      // Not in step with the reconciler.
      await sleep(Math.random() * 1000)
      delays.push(await finisher.finish(waiting))
    }
    const idle = { row: 'CPU of the idle service, of one core', setting, value: Number(percent.toFixed(2)), unit: '%' }
    return [
      { ...idle, target: IDLE_PERCENT, met: percent < IDLE_PERCENT },
      ...latencyRows('finished build to next job', setting, delays),
    ]
  } finally {
    await finisher.close()
  }
}

async function cpuPercent({ settings }: KillableProgram, seconds: number): Promise<number> {
  const ports = [settings.databaseUrl, settings.redisUrl].map((url) => new URL(url ?? '').port)
  const before = serviceCpuSeconds(ports)
  const began = performance.now()
  await sleep(seconds * 1000)
  const spent = serviceCpuSeconds(ports) - before
  return (spent / ((performance.now() - began) / 1000)) * 100
}

/**
 * Of API and coordinator, and of the servers that listen on these ports, with their children, also
 * those that ended.
 */
function serviceCpuSeconds(ports: readonly string[]): number {
  const servers = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => ports.some((port) => commandLine(pid).match(`(port=|:)${port}\\b`)))
  if (servers.length < ports.length) throw new Error('Postgres or Redis was not found among the processes')
  const ours = new Set([process.pid, ...servers].flatMap(treePids))
  ours.delete(process.pid)
  return [...ours].reduce((sum, pid) => sum + orWhenEnded(0, () => spentCpuSeconds(pid)), 0)
}

const commandLine = (pid: number): string =>
  orWhenEnded('', () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))

/** Reads something of a process; returns the other value where it ended meanwhile. */
function orWhenEnded<T>(other: T, read: () => T): T {
  try {
    return read()
  } catch {
    return other
  }
}
