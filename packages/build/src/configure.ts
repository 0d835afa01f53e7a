import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
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

// Make compares times: a configuration of equal text must keep the time of the one before, or everything that reads it is
// looked at again.
async function keepTime(config: string, previous: string): Promise<void> {
  const [now, before] = await Promise.all([readFile(config, 'utf8'), readFile(previous, 'utf8').catch(() => undefined)])
  if (now === before) await rename(previous, config)
  else await rm(previous, { force: true })
}

/** Settles the configuration; undefined when make refused it. */
export async function configure(
  plan: BuildPlan,
  target: BuildTarget,
  session: BuildSession,
): Promise<readonly DroppedSymbol[] | undefined> {
  const previous = `${dirname(plan.config)}/.kbisect/previous.config`
  await rename(plan.config, previous).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (!(await writeBase(plan, target, session))) return undefined
  for (const { file, content } of plan.fragments) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `${content}\n`)
    await appendFile(plan.config, `${content}\n`)
  }
  if (!(await session.make(plan.settle))) return undefined
  await keepTime(plan.config, previous)
  return findDroppedSymbols(askingTexts(target), await readFile(plan.config, 'utf8'))
}
