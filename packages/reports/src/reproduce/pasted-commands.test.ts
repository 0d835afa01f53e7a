import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { followUpText } from '../mail/mail-texts.ts'
import { markdownReport } from '../markdown/markdown-report.ts'
import { BAD, CULPRIT, culpritResult, inputFor } from '../report-input.fixture.ts'
import type { ReportInput } from '../report-input.ts'
import { bisectLog } from '../text/bisect-log.ts'
import { textReport } from '../text/text-report.ts'
import { COMMANDS, reproduceInput } from './reproduce-input.fixture.ts'
import { reproduceScript } from './reproduce-script.ts'

const PROGRAMS = ['curl', 'git', 'make', 'qemu-system-aarch64', 'sh']
let directory: string
let calls: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pasted-'))
  calls = join(directory, 'calls')
  const record = `#!/bin/sh\nprintf '%s' "\${0##*/}" >>${calls}\nfor word; do printf '\\037%s' "$word" >>${calls}; done\necho >>${calls}\n`
  for (const name of PROGRAMS) {
    writeFileSync(join(directory, name), record)
    chmodSync(join(directory, name), 0o755)
  }
})
beforeEach(() => writeFileSync(calls, ''))
afterAll(() => rmSync(directory, { recursive: true }))

/**
 * Pastes text into a shell and returns each call that it made: a program's name and its arguments.
 */
function paste(text: string): string[][] {
  execFileSync('/bin/sh', ['-n'], { input: text, stdio: ['pipe', 'ignore', 'inherit'] })
  execFileSync('/bin/sh', ['-eu'], { input: text, env: { PATH: directory, HOME: '/home/ann', TOKEN: 'secret' } })
  const lines = readFileSync(calls, 'utf8').split('\n').slice(0, -1)
  writeFileSync(calls, '')
  return lines.map((line) => line.split('\u001F'))
}

/** The commands of a plain text report: the indented lines of its part about reproducing. */
const commandsOf = (text: string): string =>
  (/^How to reproduce\n-+\n([\s\S]*?)(?=\n\n)/m.exec(text)?.[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .join('\n')
const blocksOf = (markdown: string): string =>
  [...markdown.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, lines]) => lines).join('\n')

function inputWith(changes: { command?: string; patched?: string; commands?: string[] } = {}): ReportInput {
  const { builds, runs } = reproduceInput()
  const { command, patched = null, commands = COMMANDS } = changes
  return {
    ...inputFor(culpritResult),
    builds: builds.map((build) => ({ ...build, patched, commands })),
    runs: runs.map((run) => ({ ...run, patched, ...(command === undefined ? {} : { command }) })),
  }
}

const QEMU = (append: string) =>
  `qemu-system-aarch64 -machine virt,gic-version=3 -cpu cortex-a57 -smp 2 -m 512M -accel tcg -nographic -no-reboot -kernel /a -initrd /b -append ${append}`
const SOURCE = ['make', 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'CC=aarch64-linux-gnu-gcc-12']
const CONFIG = `http://localhost:1/api/v1/artifacts/${'c0'.repeat(32)}`

const inputs: [string, ReportInput, string | undefined][] = [
  ['a boot', inputWith(), 'console=ttyAMA0 panic=-1 a="it\'s"'],
  ['a long command line', inputWith({ command: QEMU(`'${'cma=16M '.repeat(20)}x'`) }), `${'cma=16M '.repeat(20)}x`],
  ['shell characters', inputWith({ command: QEMU("'a=$(id) `id` b;c|d & # \\'") }), 'a=$(id) `id` b;c|d & # \\'],
  ['a patched build', inputWith({ patched: BAD }), 'console=ttyAMA0 panic=-1 a="it\'s"'],
  ['a build without a boot', { ...inputWith(), runs: [] }, undefined],
]

test.each(inputs)('a reader who pastes the commands of %s runs them with their arguments', (name, input, append) => {
  const pasted = paste(commandsOf(textReport(input)))
  expect(paste(blocksOf(markdownReport(input)))).toEqual(pasted)
  expect(paste(commandsOf(followUpText(input, ['arm'])))).toEqual(pasted)
  const [script, run, checkout, ...others] = pasted
  expect(script).toEqual(['curl', '-o', 'reproduce.sh', input.urls.reproduce])
  expect(run).toEqual(['sh', 'reproduce.sh'])
  expect(checkout).toEqual(['git', 'checkout', CULPRIT.slice(0, 12)])
  if (name === 'a patched build')
    expect(others.shift()).toEqual(['git', 'cherry-pick', '--no-commit', BAD.slice(0, 12)])
  const [config, settle, build, qemu] = others
  expect(config).toEqual(['curl', '-o', '.config', CONFIG])
  expect(settle).toEqual([...SOURCE, 'olddefconfig'])
  expect(build).toEqual([...SOURCE, 'Image'])
  if (append === undefined) expect(qemu).toBeUndefined()
  else {
    expect(qemu?.[0]).toBe('qemu-system-aarch64')
    expect(qemu?.slice(-6)).toEqual(['-kernel', 'IMAGE', '-initrd', 'INITRAMFS', '-append', append])
  }
})

test('where reading needs a token, the commands that download send it', () => {
  const input = inputWith()
  const closed: ReportInput = { ...input, urls: { ...input.urls, reads: 'token' } }
  const expected = [
    ['curl', '-H', 'Authorization: Bearer secret', '-o', 'reproduce.sh', input.urls.reproduce],
    ['curl', '-H', 'Authorization: Bearer secret', '-o', '.config', CONFIG],
  ]
  for (const commands of [commandsOf(textReport(closed)), blocksOf(markdownReport(closed))])
    expect(paste(commands).filter(([program]) => program === 'curl')).toEqual(expected)
})

test('the git bisect session of each report is a script, as git prints it', () => {
  const input = inputWith()
  const session = paste(bisectLog(input))
  expect(session.length).toBeGreaterThan(3)
  expect(session.every(([program, command]) => program === 'git' && command === 'bisect')).toBe(true)
  const [, text = ''] = /^The equivalent git bisect session\n-+\n([\s\S]*)/m.exec(textReport(input)) ?? []
  expect(paste(text)).toEqual(session)
  const [, markdown = ''] =
    /git bisect session<\/summary>\n\n```text\n([\s\S]*?)\n```/.exec(markdownReport(input)) ?? []
  expect(paste(markdown)).toEqual(session)
})

test('reproduce.sh is a script that a POSIX shell reads', () => {
  for (const [name, input] of inputs) {
    const script = reproduceScript({ ...reproduceInput(), ...input })
    expect(script, name).toMatch(/^#!\/bin\/sh\n/)
    const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: script ?? '', encoding: 'utf8' })
    expect([name, status, stderr]).toEqual([name, 0, ''])
  }
})
