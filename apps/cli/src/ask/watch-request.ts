import type {
  Architecture,
  FurtherTargetRequest,
  RevisionChoice,
  WatchChange,
  WatchPolicy,
  WatchSchedule,
} from '@kbisect/contracts'
import { CliError } from '../cli-error.ts'
import { baseConfig } from './bisection-request.ts'
import { type GuestOptions, guestField } from './guest-options.ts'
import { parseTest } from './parse-test.ts'
import { readConfigFile } from './read-file.ts'

/** The options that say what a watch does. */
export interface WatchOptions extends GuestOptions {
  readonly branch?: readonly string[]
  readonly arch?: readonly Architecture[]
  readonly config?: string
  readonly fragment?: readonly string[]
  readonly toolchain?: string
  readonly test?: readonly string[]
  readonly kunitOption?: readonly string[]
  readonly every?: string
  readonly cron?: string
  readonly revisions?: RevisionChoice
  readonly policy?: WatchPolicy
  readonly runs?: number
  readonly buildsPerDay?: number
  readonly bisections?: number
}

/** How fields of a watch are called on the command line. */
export const WATCH_FIELDS: Readonly<Record<string, string>> = {
  name: 'NAME',
  tree: '--tree',
  branches: '--branch',
  targets: '--arch',
  tests: '--test',
  'schedule.cron': '--cron',
  'schedule.everySeconds': '--every',
  runs: '--runs',
  buildsPerDay: '--builds-per-day',
  bisections: '--bisections',
}

/**
 * What the options say; files that they name are read. What is not given is left out.
 * @throws CliError
 */
export async function watchRequest(options: WatchOptions): Promise<Omit<WatchChange, 'paused'>> {
  const { branch, arch, test, kunitOption, every, cron, revisions, policy, runs, buildsPerDay, bisections } = options
  if (every !== undefined && cron !== undefined) throw new CliError('give --every or --cron, and not both')
  const schedule = scheduleOf(every, cron)
  return {
    ...(branch === undefined ? {} : { branches: [...branch] }),
    ...(arch === undefined ? noTargets(options) : { targets: await targetsOf(arch, options) }),
    ...(test === undefined ? {} : { tests: await Promise.all(test.map((one) => parseTest(one, kunitOption))) }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(revisions === undefined ? {} : { revisions }),
    ...(policy === undefined ? {} : { policy }),
    ...(runs === undefined ? {} : { runs }),
    ...(buildsPerDay === undefined ? {} : { buildsPerDay }),
    ...(bisections === undefined ? {} : { bisections }),
  }
}

function noTargets({ config, fragment, toolchain, ...options }: WatchOptions): Record<string, never> {
  const given = [config, fragment, toolchain, guestField(options).guest].some((value) => value !== undefined)
  if (given) {
    const message = '--config, --fragment, --toolchain and options of the guest need --arch'
    throw new CliError(message, { hint: 'name the architectures' })
  }
  return {}
}

async function targetsOf(
  architectures: readonly Architecture[],
  { config, fragment = [], toolchain, ...options }: WatchOptions,
): Promise<FurtherTargetRequest[]> {
  const base = config === undefined ? {} : { config: await baseConfig(config) }
  const files = await Promise.all(fragment.map((path) => readConfigFile('--fragment', path)))
  const fragments = files.length === 0 ? {} : { fragments: files }
  const compiler = toolchain === undefined ? {} : { toolchain }
  return architectures.map((architecture) => ({
    architecture,
    ...base,
    ...fragments,
    ...compiler,
    ...guestField(options),
  }))
}

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

function scheduleOf(every: string | undefined, cron: string | undefined): WatchSchedule | undefined {
  if (cron !== undefined) return { cron }
  if (every === undefined) return undefined
  const [, number, unit] = /^(\d{1,7})([smhd])$/.exec(every) ?? []
  if (number === undefined || unit === undefined)
    throw new CliError(`--every: ${JSON.stringify(every)} is no time`, { hint: 'use 90s, 15m, 6h or 1d' })
  return { everySeconds: Number(number) * UNITS[unit as keyof typeof UNITS] }
}
