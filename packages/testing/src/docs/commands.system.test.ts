import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory, type ToyHistory } from '../history.ts'
import { brokenBy } from '../plans.ts'
import { writeStandInBusyboxes } from '../stand-in-busybox.ts'
import { codeBlocks } from './code-blocks.ts'
import { ROOT, readText } from './markdown-files.ts'

const plan = brokenBy('panic')

let place: string
let history: ToyHistory
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'kbisect-commands-'))
  // For root, Postgres runs as another user, who must get through.
  chmodSync(place, 0o711)
  writeStandInBusyboxes(join(place, 'state'))
  history = await createToyHistory({ directory: join(place, 'toy.git'), plan })
})
afterAll(async () => {
  await kbisect('kbisect stop')
  rmSync(place, { recursive: true, force: true })
})

/** The commands `kbisect …` of a page, without comments. */
const commandsOf = (page: string): string[] =>
  codeBlocks(readText(join('docs', page)), 'sh')
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => /^(kbisect .*?)(?: +#.*)?$/.exec(line)?.[1] ?? [])

/**
 * Runs a command of a page on the toy kernel in place of Linux, as a user of this checkout does.
 */
async function kbisect(command: string, id = '') {
  const words = command
    .replace('--repo ~/linux --good v6.10 --bad v6.11-rc1', `--repo ${history.directory} --good base --bad main`)
    .replace(/\bID\b/, id)
    .split(' ')
    .slice(1)
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: place,
    KBISECT_STATE_DIR: join(place, 'state'),
    KBISECT_PORT: '0',
    KBISECT_KVM: 'off',
  }
  const args = [join(ROOT, 'apps/cli/bin/kbisect.js'), ...words]
  return await run({ file: process.execPath, args, env, cwd: place }, { deadlineSeconds: 500, captureBytes: 1 << 20 })
}

test('the commands of docs/getting-started.md and docs/troubleshooting.md find and show a culprit', async () => {
  const started = commandsOf('getting-started.md')
  expect(started.map((command) => command.split(' ')[1])).toEqual(['doctor', 'run', 'report', 'log', 'report', 'stop'])
  const [, search = '', ...shown] = started
  const found = await kbisect(search)
  expect(found.exitCode).toBe(0)
  expect(found.stdout).toMatch(/^Culprit confirmed \(probability 0\.\d+\)\n/)
  expect(found.stdout).toContain(history.hash(plan.culprit ?? ''))
  const id = /\/bisections\/(\w+)/.exec(found.stdout)?.[1]
  for (const command of [...shown.slice(0, -1), ...commandsOf('troubleshooting.md')]) {
    const { exitCode, stdout } = await kbisect(command, id)
    expect([command, exitCode]).toEqual([command, 0])
    if (!command.includes('--state paused')) expect([command, stdout]).toEqual([command, expect.stringMatching(/\w/)])
  }
})
