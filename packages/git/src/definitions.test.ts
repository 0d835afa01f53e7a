import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let mirror: Mirror

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-definitions-'))
  source = new SourceRepository(join(root, 'source'))
  mirror = openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
    { name: 'tree', url: source.directory },
  )
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

/** Commits the files and looks for the functions in them. */
async function define(files: Readonly<Record<string, string>>, functions: readonly string[]) {
  const commit = source.commit('source', files)
  await mirror.fetch()
  return Object.fromEntries(await mirror.definitions(commit, functions))
}

test('a function is found where it is defined, not where it is declared, called or exported', async () => {
  const files = {
    'mm/cma.c': 'int __init cma_init_reserved_mem(phys_addr_t base, phys_addr_t size,\n\t\tint order)\n{\n}\n',
    'mm/caller.c': 'static int caller(void)\n{\n\treturn cma_init_reserved_mem(1, 2, 3);\n}\n',
    'mm/declares.c':
      'int cma_init_reserved_mem(phys_addr_t base); /* below */\nextern int cma_init_reserved_mem(int a,\n int b);\n',
    'mm/exports.c': 'EXPORT_SYMBOL(cma_init_reserved_mem);\nstatic int (*call)(int) = cma_init_reserved_mem(\n0);\n',
    'mm/longer.c': 'int xcma_init_reserved_mem(int a)\n{\n}\nint cma_init_reserved_mem_late(int a)\n{\n}\n',
    'include/linux/cma.h': 'int cma_init_reserved_mem(phys_addr_t base,\n\t\tint order);\n',
    'Documentation/cma.c': 'int cma_init_reserved_mem(phys_addr_t base)\n{\n}\n',
    'mm/notes.txt': 'int cma_init_reserved_mem(phys_addr_t base)\n{\n}\n',
  }
  expect(await define(files, ['cma_init_reserved_mem', 'caller', 'nowhere'])).toEqual({
    cma_init_reserved_mem: ['mm/cma.c'],
    caller: ['mm/caller.c'],
  })
})

test('it is found in a header when no source defines it, and with its type on the line before', async () => {
  const files = {
    'include/list.h': 'static inline void list_add(struct list_head *new)\n{\n}\n',
    'lib/old.c': 'static struct thing *\nfind_thing(int id)\n{\n}\n',
    'lib/one-line.c': 'static int two(void) { return 2; }\n',
  }
  expect(await define(files, ['list_add', 'find_thing', 'two'])).toEqual({
    list_add: ['include/list.h'],
    find_thing: ['lib/old.c'],
    two: ['lib/one-line.c'],
  })
})

test('assembly and system calls have their macros', async () => {
  const files = {
    'arch/arm64/kernel/head.S': 'SYM_FUNC_START_LOCAL(__primary_switched)\n\tret\nSYM_FUNC_END(__primary_switched)\n',
    'arch/arm/kernel/head.S': 'ENTRY(stext)\n',
    'arch/arm/kernel/vmlinux.lds.S': 'ENTRY(stext)\n',
    'fs/open.c': 'SYSCALL_DEFINE4(openat, int, dfd, const char __user *, filename,\n\t\tint, flags)\n{\n}\n',
  }
  expect(await define(files, ['__primary_switched', 'stext', '__arm64_sys_openat', 'sys_openat'])).toEqual({
    __primary_switched: ['arch/arm64/kernel/head.S'],
    stext: ['arch/arm/kernel/head.S'],
    __arm64_sys_openat: ['fs/open.c'],
    sys_openat: ['fs/open.c'],
  })
})

test('what a compiler appended to a name is left off, and what is no name never reaches git', async () => {
  const names = ['f.isra.0', 'f.constprop.0.cold', '', '0x12', 'f|g', '.*', '-e', 'f(', 'ü']
  expect(await define({ 'a.c': 'int f(void)\n{\n}\n' }, names)).toEqual({
    'f.isra.0': ['a.c'],
    'f.constprop.0.cold': ['a.c'],
  })
})

test('four files at most are told, and four of each architecture', async () => {
  const body = 'int f(void)\n{\n}\n'
  const at = (...paths: string[]) => paths.map((path) => [path, body] as const)
  const many = at('a.c', 'b.c', 'c.c', 'd.c', 'e.c', 'arch/x86/f.c', 'arch/arm/f.c', 'include/f.h')
  expect(await define(Object.fromEntries(many), ['f'])).toEqual({
    f: ['a.c', 'arch/arm/f.c', 'arch/x86/f.c', 'b.c', 'c.c', 'd.c'],
  })
})

test('at most 32 functions are looked for', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `f${at}`)
  const text = names.map((name) => `int ${name}(void)\n{\n}\n`).join('')
  expect(Object.keys(await define({ 'a.c': text }, names))).toEqual(names.slice(0, 32))
})

test('a source full of matches is read as far as 4 MiB', async () => {
  const files = { 'a.c': `int f(void) =${'x'.repeat(4000)}\n`.repeat(1200), 'b.c': 'int g(void)\n{\n}\n' }
  expect(await define(files, ['f', 'g'])).toEqual({ f: ['a.c'] })
})

test('nothing is found of no name, and a commit that is not there is an error', async () => {
  expect(await define({ 'a.c': 'int f(void)\n{\n}\n' }, [])).toEqual({})
  await expect(mirror.definitions('f'.repeat(40), ['f'])).rejects.toMatchObject({ name: 'InfrastructureError' })
})
