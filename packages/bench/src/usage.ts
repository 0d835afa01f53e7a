import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'

export interface Usage {
  readonly benchmark: Benchmark
  readonly json: boolean
  readonly quick: boolean
  /** Where to work; default: a temporary directory. */
  readonly dir: string | undefined
  /** What was made is left where it is. */
  readonly keep: boolean
}

/** The command line is wrong: the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
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
    'Examples:',
    '  $ npm run bench -- demo --quick',
    '  $ npm run bench -- demo --json --dir /var/tmp',
  ]
}

/** @throws UsageError */
export function readUsage(args: readonly string[], benchmarks: readonly Benchmark[]): Usage {
  const { values, positionals } = parse(args)
  const [name, ...more] = positionals
  const names = benchmarks.map((one) => one.name).join(', ')
  const benchmark = benchmarks.find((one) => one.name === name)
  if (!benchmark)
    throw new UsageError(
      name === undefined ? `name a benchmark: ${names}` : `there is no benchmark ${name}: use one of ${names}`,
    )
  if (more.length > 0) throw new UsageError(`one benchmark at a time, not also ${more.join(', ')}`)
  return { benchmark, json: values.json, quick: values.quick, dir: values.dir, keep: values.keep }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        dir: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
