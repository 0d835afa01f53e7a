import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LARGEST_CONFIG } from '../digest/image-wrapping.ts'
import { OutputReader } from '../output/output-reader.ts'
import { OutputRefused } from '../output/output-refused.ts'
import type { BuildSession } from './build-session.ts'
import { type DroppedSymbol, findDroppedSymbols } from './config-text.ts'
import type { BuildPlan } from './plan.ts'
import { askingTexts, type BuildTarget } from './target.ts'

async function writeBase(plan: BuildPlan, target: BuildTarget, session: BuildSession): Promise<boolean> {
  if (plan.base) return await session.make(plan.base)
  if (typeof target.config === 'string') return false
  await writeFile(`${dirname(plan.config)}/.kbisect/base`, target.config.content)
  await writeFile(plan.config, `${target.config.content}\n`)
  return true
}

const CONFIG = '.config'
const PREVIOUS = '.kbisect/previous.config'

/** Returns the text of a configuration; undefined when there is none. Throws OutputRefused. */
async function readConfig(output: string, path: string): Promise<string | undefined> {
  const bytes = await new OutputReader(output).read(path, LARGEST_CONFIG).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  return bytes?.toString('utf8')
}

// Make compares times: a configuration of equal text must keep the time of the one before, or
// everything that reads it is looked at again.
async function keepTime(output: string, settled: string): Promise<void> {
  const [config, previous] = [join(output, CONFIG), join(output, PREVIOUS)]
  if (settled === (await readConfig(output, PREVIOUS))) await rename(previous, config)
  else await rm(previous, { force: true })
}

/**
 * Settles the configuration; undefined when make refused it. Throws OutputRefused for what is no
 * configuration.
 */
export async function configure(
  plan: BuildPlan,
  target: BuildTarget,
  session: BuildSession,
): Promise<readonly DroppedSymbol[] | undefined> {
  const output = dirname(plan.config)
  await rename(plan.config, join(output, PREVIOUS)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (!(await writeBase(plan, target, session))) return undefined
  for (const { file, content } of plan.fragments) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `${content}\n`)
    await appendFile(plan.config, `${content}\n`)
  }
  if (!(await session.make(plan.settle))) return undefined
  const settled = await readConfig(output, CONFIG)
  if (settled === undefined) throw new OutputRefused(`make ${plan.settle.args.at(-1)} left no ${CONFIG}`)
  await keepTime(output, settled)
  return findDroppedSymbols(askingTexts(target), settled)
}
