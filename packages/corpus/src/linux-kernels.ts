import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Architecture, build } from '@kbisect/build'
import { InfrastructureError } from '@kbisect/exec'
import { type CorpusBuild, targetOf } from './builds.ts'
import { provideSource } from './kernel-source.ts'

const BUILD_SECONDS = 7200
const NOTED_OBJECTS = 200

export interface LinuxKernel {
  readonly image: string
  /** Version, architecture, compiler and configuration, for headers. */
  readonly words: string
}

/** Builds Linux with all breaks in it, or finds it built. */
export async function buildLinux(
  row: CorpusBuild,
  architecture: Architecture,
  state: string,
  note: (line: string) => void,
): Promise<LinuxKernel> {
  const sourceDirectory = await provideSource(state, note)
  const title = `${row.name} for ${architecture}`
  const outputDirectory = join(state, 'builds', row.name, architecture)
  const logFile = join(state, 'logs', `${row.name}-${architecture}.log`)
  for (const directory of [outputDirectory, join(state, 'logs')]) await mkdir(directory, { recursive: true })
  note(`building ${title} …`)
  let noted = 0
  const answer = await build(
    {
      target: targetOf(row, architecture),
      sourceDirectory,
      outputDirectory,
      logFile,
      jobs: 2,
      ccacheDirectory: join(state, 'ccache'),
      sandboxMode: 'bwrap',
      deadlineSeconds: BUILD_SECONDS,
    },
    {
      onProgress: ({ objects }) => {
        if (objects < noted + NOTED_OBJECTS) return
        noted = objects
        note(`  ${title}: ${objects} objects`)
      },
    },
  )
  if (answer.kind === 'failed') {
    throw new InfrastructureError('corpus-not-built', `${title} does not build: ${answer.failure.message}`, {
      hint: `see ${logFile}`,
    })
  }
  for (const { symbol, wanted, got } of answer.droppedSymbols) note(`  ${title}: ${symbol} is ${got}, not ${wanted}`)
  note(`  ${title}: built in ${answer.wallSeconds.toFixed(0)} s`)
  const release = await readFile(join(outputDirectory, 'include/config/kernel.release'), 'utf8')
  return { image: answer.image, words: `Linux ${release.trim()} ${architecture}, ${answer.toolchain}, ${row.words}` }
}
