import { parseArgs } from 'node:util'
import type { Benchmark, OwnValues } from './benchmark.ts'
import { UsageError } from './usage-error.ts'

export interface Usage {
  readonly benchmark: Benchmark
  readonly json: boolean
  readonly quick: boolean
  /** Where to work; default: a temporary directory. */
  readonly dir: string | undefined
  /** What was made is left where it is. */
  readonly keep: boolean
  /** Those of this benchmark alone. */
  readonly options: OwnValues
}

const COMMON = {
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  dir: { type: 'string' },
} as const

interface CommonValues {
  readonly json: boolean
  readonly quick: boolean
  readonly keep: boolean
  readonly dir: string | undefined
}

/** The help, in lines. */
export function helpLines(benchmarks: readonly Benchmark[]): string[] {
  return [
    'npm run bench -- NAME [--quick] [--json] [--dir DIR] [--keep]',
    '',
    ...benchmarks.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
    '',
    '  --quick    a small stand-in that takes a minute, to see that it works',
    '  --json     one JSON object as the last line',
    '  --dir DIR  where to work (a real kernel needs 15 GiB); default: a temporary directory',
    '  --keep     leave there what was made',
    '',
    ...benchmarks.flatMap(ownLines),
    'Examples:',
    '  $ npm run bench -- demo --quick',
    '  $ npm run bench -- demo --json --dir /var/tmp',
    '  $ npm run bench -- engine --repo ~/linux --good v6.1 --bad v6.2 --rows 1,2,3,4',
    '  $ npm run bench -- hostile --case memory --case fork-bomb',
    '  $ npm run bench -- soak --count 20 --seed monday',
    '  $ npm run bench -- verdicts --count 20 --faults 20',
    '  $ npm run bench -- toolchains --searches 4',
    '  $ npm run bench -- api --bisections 1000 --runs 100000',
  ]
}

function ownLines({ name, options = {} }: Benchmark): string[] {
  const lines = Object.entries(options).map(([option, { value, help }]) => {
    const words = `--${option}${value === undefined ? '' : ` ${value}`}`
    return `  ${words.padEnd(20)} ${help}`
  })
  return lines.length === 0 ? [] : [`Options of ${name} alone:`, ...lines, '']
}

/** @throws UsageError */
export function readUsage(args: readonly string[], benchmarks: readonly Benchmark[]): Usage {
  const { values, positionals } = parse(args, benchmarks)
  const [name, ...more] = positionals
  const names = benchmarks.map((one) => one.name).join(', ')
  const benchmark = benchmarks.find((one) => one.name === name)
  if (!benchmark)
    throw new UsageError(
      name === undefined ? `name a benchmark: ${names}` : `there is no benchmark ${name}: use one of ${names}`,
    )
  if (more.length > 0) throw new UsageError(`one benchmark at a time, not also ${more.join(', ')}`)
  const { json, quick, keep, dir, ...options } = values
  for (const option of Object.keys(options)) {
    if (benchmark.options && Object.hasOwn(benchmark.options, option)) continue
    const owners = benchmarks.filter((one) => one.options && Object.hasOwn(one.options, option)).map((one) => one.name)
    throw new UsageError(`--${option} is an option of ${owners.join(' and ')}, not of ${benchmark.name}`)
  }
  benchmark.checkOptions?.(options)
  return { benchmark, json, quick, dir, keep, options }
}

function parse(args: readonly string[], benchmarks: readonly Benchmark[]) {
  const own = Object.assign({}, ...benchmarks.map(({ options }) => options)) as NonNullable<Benchmark['options']>
  const ownTypes = Object.fromEntries(
    Object.entries(own).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...ownTypes, ...COMMON },
    })
    return { values: values as typeof values & CommonValues, positionals }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
