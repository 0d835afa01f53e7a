import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A place on this host that no other worker process uses while this one lives. */
export interface HostDirectory {
  /** Stable over restarts, so that source trees and objects of earlier builds are found again. */
  readonly name: string
  release(): Promise<void>
}

/**
 * Claims the first free one of `<name>-1`, `<name>-2` … by a file with our pid. The file of a process that died is taken over.
 */
export async function claimHostDirectory(directory: string, name: string): Promise<HostDirectory> {
  await mkdir(directory, { recursive: true })
  for (let number = 1; ; number++) {
    const claim = join(directory, `${name}-${number}.pid`)
    if (await take(claim)) return { name: `${name}-${number}`, release: () => rm(claim, { force: true }) }
  }
}

async function take(claim: string): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(claim, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    if (await ownerLives(claim)) return false
    await rm(claim, { force: true })
  }
  return false
}

async function ownerLives(claim: string): Promise<boolean> {
  const pid = Number(await readFile(claim, 'utf8').catch(() => ''))
  // An empty file is one that its owner is just writing.
  if (!pid) return true
  if (pid === process.pid) return false
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.includes('worker')
}
