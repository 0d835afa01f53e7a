import { open, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { LARGEST_VMLINUX } from '../digest/elf-file.ts'
import { digestImage } from '../digest/image-digest.ts'
import { LARGEST_CONFIG, LARGEST_IMAGE } from '../digest/image-wrapping.ts'
import { OutputReader } from '../output/output-reader.ts'
import { OutputRefused } from '../output/output-refused.ts'
import { ARCHITECTURES, type Architecture } from '../toolchain/architectures.ts'
import { parseConfig } from './config-text.ts'
import { readInputs } from './read-inputs.ts'

/** What {@link inspectOutput} is asked. All paths are absolute. */
export interface InspectionRequest {
  readonly architecture: Architecture
  readonly source: string
  readonly output: string
  readonly image: string
  readonly config: string
  readonly systemMap: string
  readonly vmlinux: string
  /** An empty directory for copies of what is kept. */
  readonly results: string
}

/**
 * What the child that inspects says on its standard error when it runs, before it reads anything.
 */
export const STARTED = 'reading the output of a build'

/** Names of the files below {@link InspectionRequest.results}. */
export const RESULTS = {
  image: 'image',
  config: 'config',
  systemMap: 'system-map',
  inputs: 'inputs',
  debugInfo: 'debug-info',
} as const

/** What a build left. */
export type Inspection =
  | {
      readonly kind: 'complete'
      /** See {@link digestImage}. */
      readonly imageDigest: string
      /** Whether the sources that it was made from are known. */
      readonly hasInputs: boolean
      /** Whether the kernel has debug information that is worth keeping. */
      readonly hasDebugInfo: boolean
    }
  /** A file that make promised is not there. */
  | { readonly kind: 'missing'; readonly path: string }
  /** See {@link OutputRefused}. */
  | { readonly kind: 'refused'; readonly message: string }

const LARGEST_MAP = 128 << 20

async function copy(reader: OutputReader, path: string, mostBytes: number, to: string): Promise<void> {
  await reader.withFile(path, mostBytes, async (file) => {
    const target = await open(to, 'wx')
    try {
      for await (const chunk of file.chunks()) await target.writeFile(chunk)
    } finally {
      await target.close()
    }
  })
}

/**
 * Copies what is kept of a build to a place where its makefiles never wrote, and names the kernel
 * and its sources. Runs in a sandbox: what it reads was made by the tree under test.
 * @throws what the operating system says of the results' own place, `ENOSPC` for example
 */
export async function inspectOutput(request: InspectionRequest): Promise<Inspection> {
  const { source, output, image, config, systemMap, vmlinux, results } = request
  const reader = new OutputReader(output)
  const kept = [
    { from: image, mostBytes: LARGEST_IMAGE, to: RESULTS.image },
    { from: config, mostBytes: LARGEST_CONFIG, to: RESULTS.config },
    { from: systemMap, mostBytes: LARGEST_MAP, to: RESULTS.systemMap },
  ]
  try {
    for (const { from, mostBytes, to } of kept) {
      const path = relative(output, from)
      if (!(await isThere(reader, path, mostBytes))) return { kind: 'missing', path }
      await copy(reader, path, mostBytes, join(results, to))
    }
    const inputs = await readInputs(source, output)
    if (inputs) await writeFile(join(results, RESULTS.inputs), `${inputs.join('\n')}\n`, { flag: 'wx' })
    const row = ARCHITECTURES[request.architecture]
    return {
      kind: 'complete',
      imageDigest: await digestImage(row, { source, output, image, config }),
      hasInputs: inputs !== undefined,
      hasDebugInfo: await hasDebugInfo(reader, request, relative(output, vmlinux)),
    }
  } catch (error) {
    if (error instanceof OutputRefused) return { kind: 'refused', message: error.message }
    throw error
  }
}

const isThere = (reader: OutputReader, path: string, mostBytes: number): Promise<boolean> =>
  reader
    .withFile(path, mostBytes, async () => true)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false
      throw error
    })

async function hasDebugInfo(reader: OutputReader, request: InspectionRequest, vmlinux: string): Promise<boolean> {
  const config = await reader.read(relative(request.output, request.config), LARGEST_CONFIG)
  if (parseConfig(config.toString('utf8')).get('CONFIG_DEBUG_INFO') !== 'y') return false
  return await isThere(reader, vmlinux, LARGEST_VMLINUX).catch((error: unknown) => {
    if (error instanceof OutputRefused) return false
    throw error
  })
}
