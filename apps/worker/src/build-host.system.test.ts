import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BuildDone } from '@kbisect/bisection'
import type { Target } from '@kbisect/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBuildHost } from './build-host.ts'
import { openTreeCaches } from './tree-caches.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-build-host-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

const target: Target = {
  key: 'a'.repeat(16),
  name: 'x86_64',
  architecture: 'x86_64',
  config: 'tinyconfig',
  fragments: [],
  toolchain: 'gcc',
  cmdline: '',
  bootable: false,
}

/** A tree that builds in a moment and does `more` first. */
function writeTree(name: string, more: string): string {
  const directory = join(root, 'sources', name)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'main.c'), `int value = 1;\n`)
  writeFileSync(
    join(directory, 'Makefile'),
    `CC ?= gcc
.PHONY: tinyconfig olddefconfig bzImage
tinyconfig:
\t@${more}
\t@touch $(O)/.config
olddefconfig:
\t@true
bzImage:
\t@mkdir -p $(O)/arch/x86/boot
\t@cd $(O) && $(CC) $(KCPPFLAGS) -c -o main.o $(CURDIR)/main.c
\t@cp $(O)/main.o $(O)/vmlinux && cp $(O)/main.o $(O)/arch/x86/boot/bzImage && : > $(O)/System.map
`,
  )
  return directory
}

const caches = () => openTreeCaches({ directory: join(root, 'ccache/trees'), size: '1G', sandboxMode: 'bwrap' })

async function build(tree: string, directory: string, { clean = false, seen = (_: BuildDone) => {} } = {}) {
  const host = openBuildHost({
    name: 'host-1',
    git: { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
    worktreesDirectory: join(root, 'worktrees'),
    buildsDirectory: join(root, 'builds'),
    liveLogsDirectory: join(root, 'live-logs'),
    caches: caches(),
    mostOutputBytes: 2 ** 30,
    leastFreeBytes: 0,
    jobs: 1,
    deadlineSeconds: 60,
    sandboxMode: 'bwrap',
    onTrouble: (error) => {
      throw error
    },
  })
  const signal = new AbortController().signal
  return await host.build(
    { name: 'log', tree: { id: tree, name: 'same' }, directory, target, clean, signal },
    async (done) => {
      seen(done)
      return done
    },
  )
}

const output = (tree: string): string => join(root, 'builds/host-1', tree, `x86_64-${target.key}`)

// Leaves a mark wherever anything is compiled.
const HOSTILE = [
  'printf \'#!/bin/sh\\ntouch hostile-ran\\nexec "$$@"\\n\' > $$CCACHE_DIR/prefix',
  'chmod 755 $$CCACHE_DIR/prefix',
  'echo "prefix_command = $$CCACHE_DIR/prefix" > $$CCACHE_DIR/ccache.conf',
].join(' && ')

test('the code of a tree that writes settings into its cache never runs in the build of another tree', async () => {
  await build('hostile1', writeTree('hostile', HOSTILE))
  const done = await build('innocent', writeTree('innocent', 'env > $(O)/environment'))
  expect(done.result).toBe('built')
  expect(existsSync(join(output('innocent'), 'hostile-ran'))).toBe(false)
})

test('two trees share neither a cache nor an output directory, even under one name', async () => {
  await build('tree0001', writeTree('one', 'touch $(O)/of-one $$CCACHE_DIR/of-one'))
  await build('tree0002', writeTree('two', 'ls -A $(O) $$CCACHE_DIR > $(O)/seen'))
  expect(readdirSync(join(root, 'ccache/trees')).sort()).toEqual(['tree0001', 'tree0002'])
  expect(existsSync(join(output('tree0001'), 'of-one'))).toBe(true)
  expect(existsSync(join(output('tree0002'), 'of-one'))).toBe(false)
})

test('a clean build sees neither the output of the builds before it nor a cache, and leaves nothing', async () => {
  const cached = await build('tree0001', writeTree('one', 'touch $(O)/left'))
  const clean = await build('tree0001', writeTree('one', 'test ! -e $(O)/left && test -z "$$CCACHE_DIR"'), {
    clean: true,
    seen: ({ files }) => expect(files.image).toMatch(`${output('tree0001')}.results/`),
  })
  expect(clean).toMatchObject({ result: 'built', imageDigest: cached.imageDigest })
  expect(existsSync(`${output('tree0001')}.aside`)).toBe(false)
  expect(existsSync(join(output('tree0001'), 'left'))).toBe(true)
})

test('the output of earlier builds is back after a clean build that was killed', async () => {
  const directory = writeTree('one', 'touch $(O)/left')
  await build('tree0001', directory)
  renameSync(output('tree0001'), `${output('tree0001')}.aside`)
  mkdirSync(output('tree0001'))
  writeFileSync(join(output('tree0001'), 'of-the-clean-build'), '')
  await build('tree0001', writeTree('one', 'test -e $(O)/left && test ! -e $(O)/of-the-clean-build'))
  expect(existsSync(`${output('tree0001')}.aside`)).toBe(false)
})

test('a tree that fills its cache keeps no more than its share of the limit', async () => {
  const small = openTreeCaches({ directory: join(root, 'ccache/trees'), size: '30M', sandboxMode: 'bwrap' })
  await small.open('tree0001')
  await small.open('tree0002')
  const filler = join(root, 'ccache/trees/tree0001/objects/filler')
  writeFileSync(filler, Buffer.alloc(25_000_000))
  await small.limit('tree0001')
  expect(existsSync(filler)).toBe(true)
  writeFileSync(filler, Buffer.alloc(60_000_000))
  await small.limit('tree0001')
  expect(existsSync(filler)).toBe(false)
})
