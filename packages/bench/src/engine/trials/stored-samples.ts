import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../../usage-error.ts'
import type { Experiment, Sample } from '../studies/study.ts'
import type { Batch } from './run-trials.ts'

/** A line of the file: the samples of some trials, and what they are of. */
interface Line {
  readonly code: string
  readonly key: string
  readonly from: number
  readonly samples: readonly Sample[]
}

/**
 * Samples in a file, so that many trials can be made in pieces: what the file has is not made
 * again. Trials of one seed are the same whatever piece they are made in.
 */
export class StoredSamples {
  readonly #file: string
  readonly #code: string
  readonly #known = new Map<string, Map<number, Sample>>()

  /**
   * @param code names the code that made the samples
   * @throws UsageError when the file has samples that other code made, or something else
   */
  constructor(file: string, code: string) {
    this.#file = file
    this.#code = code
    if (!existsSync(file)) return
    const lines = readFileSync(file, 'utf8').split('\n')
    for (const [at, text] of lines.entries()) if (text !== '') this.#remember(this.#read(text, at + 1))
  }

  /** Whether all trials of a batch are there. */
  has(batch: Batch): boolean {
    const known = this.#known.get(keyOf(batch))
    for (let at = batch.from; at < batch.to; at++) if (!known?.has(at)) return false
    return true
  }

  /** Those of a batch that are there, in order of the trials. */
  of(batch: Batch): Sample[] {
    const known = this.#known.get(keyOf(batch))
    return Array.from({ length: batch.to - batch.from }, (_, at) => known?.get(batch.from + at) ?? []).flat()
  }

  /** Appends a line to the file. */
  add(batch: Batch, samples: readonly Sample[]): void {
    const line = { code: this.#code, key: keyOf(batch), from: batch.from, samples }
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`)
    this.#remember(line)
  }

  #remember({ key, from, samples }: Line): void {
    const known = this.#known.get(key) ?? new Map<number, Sample>()
    this.#known.set(key, known)
    for (const [at, sample] of samples.entries()) known.set(from + at, sample)
  }

  #read(text: string, number: number): Line {
    const line = parse(text)
    if (!line) throw new UsageError(`--samples: line ${number} of ${this.#file} holds no samples: name a new file`)
    if (line.code !== this.#code)
      throw new UsageError(`--samples: line ${number} of ${this.#file} was made by another engine: name a new file`)
    return line
  }
}

function parse(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line>
    return line.code && line.key && line.from !== undefined && line.samples ? (line as Line) : undefined
  } catch {
    return undefined
  }
}

const keyOf = ({ experiment, seed }: Batch): string => {
  const { study, history, values }: Experiment = experiment
  return JSON.stringify([seed, study, history, values])
}

const ENGINE = dirname(fileURLToPath(new URL(import.meta.resolve('@kbisect/bisect'))))
const BENCHMARK = fileURLToPath(new URL('..', import.meta.url))
// What the figures are made of the samples, and how they are shown, may change.
const MAKES_SAMPLES = ['graphs', 'rivals', 'search', 'studies', 'truth']

/** Names the code that samples depend on: the engine, and the worlds that it is tried in. */
export function samplingCode(): string {
  const hash = createHash('sha256')
  for (const directory of [ENGINE, ...MAKES_SAMPLES.map((name) => join(BENCHMARK, name))]) {
    const files = readdirSync(directory).filter(
      (name) => /\.[jt]s$/.test(name) && !/figures?\.|\.d\.ts$|\.test\./.test(name),
    )
    for (const name of files.sort()) hash.update(`${name}\n`).update(readFileSync(join(directory, name)))
  }
  return hash.digest('hex').slice(0, 12)
}
