import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Architecture } from '@kbisect/build'
import { InfrastructureError } from '@kbisect/exec'
import { bootEntry } from './boot-entry.ts'
import { BUILDS } from './builds.ts'
import { changeImage } from './change-image.ts'
import { whyUnfit } from './check-console.ts'
import type { Entry } from './entry.ts'
import { buildLinux, type LinuxKernel } from './linux-kernels.ts'
import { formatLog } from './log-file.ts'
import { ToyKernels } from './toy-kernel.ts'

/** Where the logs lie: beside the reader that is tested with them. */
export const CORPUS = fileURLToPath(new URL('../../verdict/corpus', import.meta.url))

const TOY_PATIENCE = 3
const OTHER: Readonly<Record<Architecture, Architecture>> = { arm: 'arm64', arm64: 'arm', x86_64: 'arm64' }

/** Kernels by build and architecture, each built when it is first asked for. */
class Kernels {
  readonly #state: string
  readonly #note: (line: string) => void
  readonly #toy: ToyKernels
  readonly #linux = new Map<string, Promise<LinuxKernel>>()

  constructor(state: string, note: (line: string) => void) {
    this.#state = state
    this.#note = note
    this.#toy = new ToyKernels(state)
  }

  async for(entry: Entry): Promise<LinuxKernel & { readonly patience: number }> {
    const { name, architecture, build, setup } = entry
    if (build === 'toy') {
      const image = await this.#toy.image(name, architecture)
      return { image, words: `toy kernel ${architecture}, gcc`, patience: TOY_PATIENCE }
    }
    const row = BUILDS.find((one) => one.name === build)
    if (!row) throw new Error(`there is no build ${build}`)
    const kernel = await this.#built(row, architecture)
    const change = setup.image
    if (change === undefined) return { ...kernel, patience: row.bootSeconds }
    const image = join(this.#state, 'boots', `${architecture}-${build}-${name}.image`)
    await mkdir(join(this.#state, 'boots'), { recursive: true })
    await changeImage(kernel.image, change, async () => (await this.#built(row, OTHER[architecture])).image, image)
    return { ...kernel, image, patience: row.bootSeconds }
  }

  async #built(row: (typeof BUILDS)[number], architecture: Architecture): Promise<LinuxKernel> {
    const key = `${row.name}/${architecture}`
    const known = this.#linux.get(key) ?? buildLinux(row, architecture, this.#state, this.#note)
    this.#linux.set(key, known)
    return await known
  }
}

export const pathOf = ({ architecture, build, name }: Entry): string => `${architecture}/${build}/${name}.log`

function madeLine(entry: Entry, words: string): string {
  const { architecture, build, name, broken } = entry
  return `${words}; ${broken}; again: npm run corpus -- --build ${build} --arch ${architecture} --only ${name}`
}

/**
 * Makes the logs of these entries. Those whose kernel did not break as it should are named and not
 * written.
 */
export async function makeLogs(
  entries: readonly Entry[],
  { state, note }: { readonly state: string; readonly note: (line: string) => void },
): Promise<{ readonly written: number; readonly unfit: readonly string[] }> {
  const kernels = new Kernels(state, note)
  const unfit: string[] = []
  for (const [index, entry] of entries.entries()) {
    const { image, words, patience } = await kernels.for(entry)
    const began = performance.now()
    const path = pathOf(entry)
    const { why, said } = await makeLog(entry, { image, words, patience, state })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    note(
      `[${index + 1}/${entries.length}] ${path}: ${said}, ${seconds} s${why === undefined ? '' : `; NOT WRITTEN: ${why}`}`,
    )
    if (why !== undefined) unfit.push(`${path}: ${why}`)
  }
  return { written: entries.length - unfit.length, unfit }
}

interface Making {
  readonly image: string
  readonly words: string
  readonly patience: number
  readonly state: string
}

async function makeLog(entry: Entry, making: Making): Promise<{ said: string; why?: string }> {
  try {
    const booted = await bootEntry(entry, making.image, making.state, making.patience)
    const said = `${booted.ending}, ${booted.console.length} bytes`
    const why = whyUnfit(entry, booted)
    if (why !== undefined) return { said, why }
    const file = join(CORPUS, pathOf(entry))
    await mkdir(dirname(file), { recursive: true })
    const { test, expected } = entry
    await writeFile(file, formatLog({ ...booted, made: madeLine(entry, making.words), test, expected }))
    return { said }
  } catch (error) {
    if (error instanceof InfrastructureError) return { said: error.code, why: error.message }
    throw error
  }
}
