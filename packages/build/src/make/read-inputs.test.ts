import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readInputs } from './read-inputs.ts'

let root: string
let source: string
let output: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kbisect-inputs-')))
  source = join(root, 'trees/linux')
  output = join(root, 'out/arm64')
  mkdirSync(source, { recursive: true })
  mkdirSync(output, { recursive: true })
  for (const path of ['init/main.c', 'include/linux/kconfig.h', 'include/linux/mm.h', 'include/dt-bindings/qcom,rpm.h'])
    write(join(source, path), '')
})

afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const note = (path: string, text: string): void => write(join(output, path), text)

describe('the inputs of a build', () => {
  it('are sources and what compilers read with them, each once, in order', async () => {
    note(
      'init/.main.o.cmd',
      `cmd_init/main.o := gcc -Wp,-MMD,init/.main.o.d -I${source}/include -include ${source}/include/linux/kconfig.h -o init/main.o ${source}/init/main.c

source_init/main.o := ${source}/init/main.c

deps_init/main.o := \\
    $(wildcard include/config/SMP) \\
  ${source}/include/linux/mm.h \\
  ${source}/include/dt-bindings/qcom,rpm.h \\
  include/generated/bounds.h \\
  ${output}/include/generated/autoconf.h \\

init/main.o: $(deps_init/main.o)

$(deps_init/main.o):
`,
    )
    note('lib/.main.o.cmd', `source_lib/main.o := ${source}/init/main.c\n`)
    expect(await readInputs(source, output)).toEqual([
      ...['include/dt-bindings/qcom,rpm.h', 'include/linux/kconfig.h', 'include/linux/mm.h', 'init/main.c'],
    ])
  })

  it('are found where ccache made their paths relative', async () => {
    note('init/.main.o.cmd', 'source_init/main.o := ../../trees/linux/init/main.c\n')
    expect(await readInputs(source, output)).toEqual(['init/main.c'])
  })

  it('are found where the sources are reached through a link', async () => {
    symlinkSync(join(root, 'trees'), join(root, 'link'))
    note('init/.main.o.cmd', `source_init/main.o := ${source}/init/main.c\n`)
    expect(await readInputs(join(root, 'link/linux'), output)).toEqual(['init/main.c'])
  })

  it('are also what a command was given', async () => {
    for (const path of ['scripts/syscalltbl.sh', 'arch/x86/entry/syscalls/syscall_64.tbl'])
      write(join(source, path), '')
    note(
      '.syscalls.h.cmd',
      `savedcmd_syscalls.h := sh ${source}/scripts/syscalltbl.sh --abis 64 ${source}/arch/x86/entry/syscalls/syscall_64.tbl x.h`,
    )
    expect(await readInputs(source, output)).toEqual([
      'arch/x86/entry/syscalls/syscall_64.tbl',
      'scripts/syscalltbl.sh',
    ])
  })

  it('have plain names', async () => {
    note('.misc.o.cmd', `deps_misc.o := \\\n  ${source}/arch/x86/boot/../../../init/main.c \\\n`)
    mkdirSync(join(source, 'arch/x86/boot'), { recursive: true })
    expect(await readInputs(source, output)).toEqual(['init/main.c'])
  })

  it('are no files outside the sources, gone ones, or directories', async () => {
    write(join(root, 'trees/secret.h'), '')
    note(
      '.a.o.cmd',
      `deps_a.o := ${source}/../secret.h ${source}/gone.h ${source}/include ${source}-old/init/main.c x${source}/init/main.c`,
    )
    note('.b.o.cmd', `source_b.o := ${source}/init/main.c`)
    expect(await readInputs(source, output)).toEqual(['init/main.c'])
  })
})

describe('the inputs of a build are not known', () => {
  it('when it leaves no notes, or notes of nothing', async () => {
    expect(await readInputs(source, output)).toBeUndefined()
    note('.a.o.cmd', 'cmd_a.o := true')
    note('a.o.cmd', `source_a.o := ${source}/init/main.c`)
    expect(await readInputs(source, output)).toBeUndefined()
  })

  it('when a note is larger than kbuild writes any', async () => {
    note('.a.o.cmd', `source_a.o := ${source}/init/main.c\n`.padEnd((4 << 20) + 1))
    expect(await readInputs(source, output)).toBeUndefined()
  })

  it('when the build leaves a note in directories that are deeper than those of a kernel', async () => {
    note('.b.o.cmd', `source_b.o := ${source}/init/main.c\n`)
    note(`${'d/'.repeat(40)}.a.o.cmd`, `source_a.o := ${source}/init/main.c\n`)
    expect(await readInputs(source, output)).toBeUndefined()
  })

  it('when the paths of directories are longer than the system takes', async () => {
    note('.b.o.cmd', `source_b.o := ${source}/init/main.c\n`)
    const name = 'd'.repeat(250)
    execFileSync('perl', ['-e', 'for (1 .. 30) { mkdir $ARGV[0]; chdir $ARGV[0] or die }', name], { cwd: output })
    expect(await readInputs(source, output)).toBeUndefined()
    execFileSync('rm', ['-rf', join(output, name)])
  })

  it('when the notes are more in all than a build leaves', async () => {
    for (let at = 0; at < 3; at++) note(`.${at}.o.cmd`, `source_a.o := ${source}/init/main.c\n`.padEnd(1000))
    expect(await readInputs(source, output, { bytes: 3000, files: 3 })).toEqual(['init/main.c'])
    expect(await readInputs(source, output, { bytes: 2999, files: 3 })).toBeUndefined()
    expect(await readInputs(source, output, { bytes: 3000, files: 2 })).toBeUndefined()
  })

  it('from notes that are pipes', async () => {
    execFileSync('mkfifo', [join(output, '.a.o.cmd')])
    expect(await readInputs(source, output)).toBeUndefined()
  })

  it('from notes that are links', async () => {
    write(join(root, 'elsewhere.cmd'), `source_a.o := ${source}/init/main.c\n`)
    symlinkSync(join(root, 'elsewhere.cmd'), join(output, '.a.o.cmd'))
    expect(await readInputs(source, output)).toBeUndefined()
  })
})

it('notes made to be slow are read once for each name of the source', async () => {
  let read = 0
  const exec: (this: RegExp, text: string) => RegExpExecArray | null = Reflect.get(RegExp.prototype, 'exec')
  vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text) {
    const match = exec.call(this, text)
    read += match?.[0].length ?? 0
    return match
  })
  note('.a.o.cmd', `${source}/`.repeat(Math.floor((4 << 20) / (source.length + 1))))
  note('.b.o.cmd', `source_b.o := ${source}/${'a/'.repeat(2_000_000)}\n`.slice(0, 4 << 20))
  expect(await readInputs(source, output)).toBeUndefined()
  // The source, and the source as seen from the output, each with and without links.
  expect(read).toBeLessThanOrEqual(4 * 2 * (4 << 20))
})
