import type { Architecture } from '@kbisect/build'
import { BUILDS, type BuildName } from './builds.ts'
import type { Entry, Expected, Kind, Setup, Stage, Test, Warning } from './entry.ts'
import { failed, passed } from './expectations.ts'

/** When a kernel breaks: the moments of kernel/break.c. `user`: a test script asks for it. */
export type Moment = 'early' | 'core' | 'device' | 'late' | 'thread' | 'work' | 'timer' | 'interrupt' | 'aside' | 'user'

/**
 * A test script that breaks the kernel while another program writes to the console: the two cut
 * each other's lines.
 */
export const amidWords = (way: string): string =>
  [
    'count=0',
    'while [ $count -lt 150 ]; do count=$((count+1)); echo "user space has much to say, and this is line $count of it"; done &',
    // Time for the other one to begin; a guest's `sleep` may lack the system call that it needs.
    'turn=0',
    'while [ $turn -lt 2000 ]; do turn=$((turn+1)); done',
    `echo ${way} >/proc/break`,
    'wait',
    'exit 0',
    '',
  ].join('\n')

/** One way to break Linux, for several kernels. */
export interface LinuxRow {
  readonly name: string
  readonly builds: readonly BuildName[]
  /** Default: all that the build has. */
  readonly architectures?: readonly Architecture[]
  readonly broken: string
  readonly setup: Setup
  readonly test: Test
  readonly shows: readonly RegExp[]
  readonly expected: Expected
}

interface RowOptions {
  readonly builds: readonly BuildName[]
  readonly architectures?: readonly Architecture[]
  readonly setup?: Setup
  readonly shows?: readonly RegExp[]
  readonly name?: string
  readonly place?: string
  readonly warnings?: readonly Warning[]
  readonly test?: Test
  readonly group?: string
}

/** A row for a way of kernel/break.c at a moment. */
function breakRow(way: string, moment: Moment, expected: Expected, options: RowOptions): LinuxRow {
  const { builds, architectures, setup = {}, shows = [], name = `${way}-at-${moment}` } = options
  const argument = moment === 'user' ? [] : [`break=${way}@${moment}`]
  const cmdline = [setup.cmdline, ...argument].filter(Boolean).join(' ')
  const script = moment === 'user' ? (setup.script ?? `echo ${way} >/proc/break\nexit 0\n`) : setup.script
  return {
    name,
    builds,
    ...(architectures ? { architectures } : {}),
    broken: [`break ${way} at the moment "${moment}"`, setup.cmdline && `with ${setup.cmdline}`]
      .filter(Boolean)
      .join(' '),
    setup: { ...setup, ...(cmdline ? { cmdline } : {}), ...(script === undefined ? {} : { script }) },
    test: options.test ?? { kind: script === undefined ? 'boot' : 'script' },
    // The marker that kernel/break.c prints; a console that is cut may have lost other things, but
    // not this.
    shows: [new RegExp(`break: ${way}\\b`), ...shows],
    expected,
  }
}

const stageAt = (moment: Moment): Stage => (moment === 'user' ? 'test' : 'kernel')

/** A way that ends the boot. */
export function fatal(
  way: string,
  kind: Kind,
  name: string | undefined,
  moments: readonly Moment[],
  options: RowOptions,
): LinuxRow[] {
  const { place, warnings, group } = options
  return moments.map((moment) => {
    const where = {
      ...(name === undefined ? {} : { function: name }),
      ...(place === undefined ? {} : { place }),
      ...(warnings === undefined ? {} : { warnings }),
      ...(group === undefined ? {} : { group }),
    }
    return breakRow(way, moment, failed(kind, stageAt(moment), where), options)
  })
}

/** A way of which the kernel warns and goes on: the boot passes. */
export function warning(
  way: string,
  kind: Kind,
  name: string | undefined,
  moments: readonly Moment[],
  options: RowOptions,
): LinuxRow[] {
  const own: Warning = { kind, ...(name === undefined ? {} : { function: name }) }
  return moments.map((moment) => breakRow(way, moment, passed(own, ...(options.warnings ?? [])), options))
}

/** A way that harms nothing. */
export const harmless = (way: string, moments: readonly Moment[], options: RowOptions): LinuxRow[] =>
  moments.map((moment) => breakRow(way, moment, passed(), options))

/** The entries of a row: one for each kernel that it is for. */
export function entriesOf(row: LinuxRow): Entry[] {
  return BUILDS.filter(({ name }) => row.builds.includes(name)).flatMap(({ name: build, architectures }) =>
    architectures
      .filter((architecture) => row.architectures?.includes(architecture) ?? true)
      .map(
        (architecture): Entry => ({
          name: row.name,
          build,
          architecture,
          broken: row.broken,
          setup: row.setup,
          test: row.test,
          shows: row.shows,
          expected: row.expected,
        }),
      ),
  )
}
