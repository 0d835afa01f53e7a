import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programFiles } from '@kbisect/settings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runKbisect } from '../run-kbisect.fixture.ts'

let directory = ''
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-completion-'))
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { out } = await runKbisect(undefined, ['completion', shell])
    writeFileSync(join(directory, shell), `${out.join('\n')}\n`)
  }
  writeFileSync(join(directory, 'a config'), '')
})
afterAll(() => rmSync(directory, { recursive: true }))

// In place of the program: says with which words it was asked for values.
const PROGRAM = `kbisect() { local IFS=' '; printf 'asked-%s\\tdescription\\n' "$*"; }`

const BASH = `
${PROGRAM}
source ./bash
line=("$@")
COMP_WORDS=("\${line[@]}") COMP_CWORD=$((\${#line[@]} - 1))
_kbisect
printf '%s\\n' "\${COMPREPLY[@]}"`

// Completes only inside its line editor: what the script calls there shows what it would offer.
const ZSH = `
${PROGRAM}
compdef() { : }
_describe() { [[ $1 == -o ]] && shift; print -l -- "\${(@)\${(P)2}%%:*}" }
compadd() { shift; print -l -- "$@" }
compset() { PREFIX=\${PREFIX#*=} }
_files() { print files }
source ./zsh
words=("$@") CURRENT=$# PREFIX=$@[-1]
_kbisect`

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const bash = (words: readonly string[]) =>
  lines(execFileSync('bash', ['--norc', '-c', BASH, 'bash', ...words], { cwd: directory, encoding: 'utf8' }))
const zsh = (words: readonly string[]) =>
  lines(execFileSync('zsh', ['-f', '-c', ZSH, 'zsh', ...words], { cwd: directory, encoding: 'utf8' }))
const FISH = 'source fish; function kbisect; printf "asked-%s\\tdescription\\n" "$argv"; end; complete -C "$argv"'
const fish = (line: string): string[] => {
  const offers = execFileSync('fish', ['--no-config', '-c', FISH, line], { cwd: directory, encoding: 'utf8' })
  return lines(offers).map((offer) => offer.split('\t')[0] ?? '')
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['kbisect re', ['report', 'resume', 'retry', 'rerun']],
  ['kbisect tree ', ['list', 'add', 'credentials', 'fetch', 'remove', 'help']],
  ['kbisect run --arch ', ['arm', 'arm64', 'x86_64']],
  ['kbisect run --good show --arch x', ['x86_64']],
  ['kbisect report --format markdown --b', ['--bisect-log']],
  ['kbisect verdict 1a2b cafe s', ['skip']],
  ['kbisect --v', ['--version']],
  ['kbisect lab create --scenario revert', ['revert-conflict']],
  ['kbisect help doc', ['doctor']],
  ['kbisect run --test ', []],
  ['kbisect show --json 3f', ['asked-completion-values id 3f']],
  ['kbisect list --instance w', ['asked-completion-values instance w']],
  ['kbisect --instance w', ['asked-completion-values instance w']],
  ['kbisect --instance work tree fetch m', ['asked-completion-values tree m --instance work']],
  ['kbisect --instance work rer', ['rerun']],
  ['kbisect tree fetch --instance work m', ['asked-completion-values tree m --instance work']],
]

/** What is left of the offers of a shell once the typed word is matched, as the shell does it. */
const matching = (offers: readonly string[], line: string): string[] => {
  const typed = line.split(' ').at(-1) ?? ''
  return offers.filter((offer) => offer.startsWith(typed) || offer.startsWith('asked-'))
}

test.each(CASES)('bash completes %j', (line, offers) => {
  expect(bash(line.split(' '))).toEqual(offers)
})

test('bash completes an option with its value in one word, files with blanks, and the option of a path', () => {
  expect(bash(['kbisect', 'run', '--arch', '=', 'x'])).toEqual(['x86_64'])
  expect(bash(['kbisect', 'run', '--arch', '='])).toEqual(['arm', 'arm64', 'x86_64'])
  expect(bash(['kbisect', 'run', '--config', 'a'])).toEqual(['a config'])
})

test.skipIf(programFiles('zsh').length === 0).each(CASES)('zsh completes %j', (line, offers) => {
  expect(matching(zsh(line.split(' ')), line)).toEqual(offers)
})

test.skipIf(programFiles('zsh').length === 0)('zsh completes an option with its value in one word, and files', () => {
  expect(zsh(['kbisect', 'run', '--arch=x'])).toEqual(['arm', 'arm64', 'x86_64'])
  expect(zsh(['kbisect', 'run', '--config', 'a'])).toEqual(['files'])
})

// It asks the program in PATH, and a function stands for it as well.
test.skipIf(programFiles('fish').length === 0).each(CASES)('fish completes %j', (line, offers) => {
  expect(new Set(matching(fish(line), line))).toEqual(new Set(offers))
})
