import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FailureReader } from './build-failure.ts'
import { HostErrorReader } from './build-fault.ts'
import { BuildLog } from './build-log.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-build-log-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test.each(['clang', 'internal compiler error: ', 'ld: error: undefined symbol: ', 'drivers/Kconfig', '\r'])(
  'a line of 128 KiB that repeats %j is read in pieces, and stays whole in the log',
  (words) => {
    const line = words.repeat(Math.ceil((128 << 10) / words.length))
    const lines: string[] = []
    const readers = [new FailureReader(), new HostErrorReader()]
    const log = new BuildLog(join(root, 'log'), (text) => {
      lines.push(text)
      for (const reader of readers) reader.line(text)
    })
    const text = `${line}\nmm/cma.c:12:3: error: no\n`
    for (let from = 0; from < text.length; from += 40_000)
      log.write(Buffer.from(text.slice(from, from + 40_000)), 'stderr')
    log.close()
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(4096)
    expect(lines.at(-1)).toBe('mm/cma.c:12:3: error: no')
    expect(readFileSync(join(root, 'log'), 'utf8')).toContain('\nmm/cma.c:12:3: error: no\n')
  },
)
