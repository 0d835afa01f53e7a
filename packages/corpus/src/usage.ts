import { parseArgs } from 'node:util'
import type { Entry } from './entry.ts'

/** The command line is wrong: the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const HELP = [
  'npm run corpus -- [--list] [--build BUILD] [--arch ARCH] [--only NAME] [--state DIR]',
  '',
  'Builds kernels that break on purpose, boots them, and writes what their consoles said to packages/verdict/corpus.',
  '',
  '  --list         say which logs there are, and make none',
  '  --relabel      only write the answers anew on top of logs that are there',
  '  --build BUILD  only of this build (repeatable): toy, small-gcc, small-clang, debug-gcc, kcsan-gcc',
  '  --arch ARCH    only of this architecture (repeatable): arm, arm64, x86_64',
  '  --only NAME    only of this name, or of names that begin with it when it ends in * (repeatable)',
  '  --state DIR    where kernels are built, 4 GiB for each; default: a temporary directory',
]

export interface Usage {
  readonly list: boolean
  readonly help: boolean
  readonly relabel: boolean
  readonly state: string | undefined
  readonly entries: readonly Entry[]
}

const named = (name: string, wish: string): boolean =>
  wish.endsWith('*') ? name.startsWith(wish.slice(0, -1)) : name === wish

/** @throws UsageError when an option is unknown, or nothing of the catalogue is meant */
export function readUsage(args: readonly string[], catalogue: readonly Entry[]): Usage {
  const values = parse(args)
  const { build = [], arch = [], only = [] } = values
  const wanted = (wishes: readonly string[], name: string): boolean =>
    wishes.length === 0 || wishes.some((wish) => named(name, wish))
  const entries = catalogue.filter(
    (entry) => wanted(build, entry.build) && wanted(arch, entry.architecture) && wanted(only, entry.name),
  )
  if (entries.length === 0) throw new UsageError(`no log is meant by ${args.join(' ')}: see --list`)
  return { list: values.list, help: values.help, relabel: values.relabel, state: values.state, entries }
}

function parse(args: readonly string[]) {
  const names = { type: 'string', multiple: true } as const
  const yes = { type: 'boolean', default: false } as const
  try {
    const options = {
      list: yes,
      help: yes,
      relabel: yes,
      state: { type: 'string' },
      build: names,
      arch: names,
      only: names,
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
