import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { whyUnfit } from './check-console.ts'
import type { Entry } from './entry.ts'
import { formatLog, parseLog } from './log-file.ts'
import { CORPUS, pathOf } from './make-logs.ts'

/**
 * Writes what the catalogue says today on top of logs that were made before; the consoles stay as
 * they are. A log that no longer is what its entry is about is named and left alone.
 * @returns how many logs changed
 */
export async function relabelLogs(entries: readonly Entry[], note: (line: string) => void): Promise<number> {
  let changed = 0
  for (const entry of entries) {
    const file = join(CORPUS, pathOf(entry))
    const before = await readFile(file).catch(() => undefined)
    if (before === undefined) continue
    const log = parseLog(before)
    const why = whyUnfit(entry, log)
    const after = formatLog({ ...log, test: entry.test, expected: entry.expected })
    if (why !== undefined) note(`${pathOf(entry)}: ${why}`)
    else if (!after.equals(before)) {
      await writeFile(file, after)
      changed++
    }
  }
  return changed
}
