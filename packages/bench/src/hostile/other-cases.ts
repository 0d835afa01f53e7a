import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TOY_SOURCES } from '@kbisect/testing'
import type { HostileCase } from './hostile-case.ts'

/**
 * The toy's first source file, with statements that each boot comes to before its features are
 * listed.
 */
function mainWith(statements: string): Record<string, string> {
  const path = 'init/main.c'
  const source = readFileSync(join(TOY_SOURCES, path), 'utf8')
  const place = '\tshow_features();\n'
  if (!source.includes(place)) throw new Error(`the toy’s ${path} does not call show_features()`)
  return { [path]: source.replace(place, `\t${statements}\n${place}`) }
}

const kernel = (name: string, words: string, statements: string): HostileCase => ({
  name,
  words,
  commit: { files: mainWith(statements) },
  isCulprit: true,
})

const panics = 'static const char *const callers[] = { "toy_hostile", "start_kernel", NULL };'

/** What kernels write to their console. */
export const consoleCases: readonly HostileCase[] = [
  kernel('flood', 'floods the console without end', 'for (;;) printk("flood\\n");'),
  kernel('flood-returns', 'floods the console with carriage returns', 'for (;;) printk("\\r\\r\\r\\r\\r\\r\\r\\r");'),
  kernel(
    'console-disk-full',
    'says that the disk is full, and panics',
    `${panics} printk("No space left on device\\n"); panic("toy_hostile: No space left on device", callers);`,
  ),
  kernel(
    'console-markup',
    'panics with terminal escapes and markup',
    `${panics} printk("\\033]0;owned\\007\\033[2J<script>alert(1)</script>\\n"); panic("toy_hostile: <img src=x onerror=alert(1)>", callers);`,
  ),
  kernel(
    'guessed-nonce',
    'says that it passed, without the nonce of the run',
    'printk("kbisect:0000000000000000:ready\\n"); printk("kbisect:0000000000000000:exit:0\\n"); printk("reboot: Power down\\n"); for (;;);',
  ),
]

const MIB = 1 << 20
const panicking = { behaviour: 'panic' } as const

/** What commits say. */
export const historyCases: readonly HostileCase[] = [
  {
    name: 'long-subject',
    words: 'has a subject of 6 MiB',
    commit: { ...panicking, subject: 'x'.repeat(6 * MIB) },
    isCulprit: true,
  },
  {
    name: 'many-trailers',
    words: 'has 5,000 trailers with addresses',
    commit: {
      ...panicking,
      body: Array.from({ length: 5000 }, (_, at) => `Acked-by: Somebody <a${at}@example.org>`).join('\n'),
    },
    isCulprit: true,
  },
  {
    name: 'odd-paths',
    words: 'has file names with line breaks, quotes and leading dashes',
    commit: {
      ...panicking,
      files: { 'Documentation/-n "a"\nb\t$(x).rst': 'x\n', '--upload-pack=x': 'x\n' },
    },
    isCulprit: true,
  },
  {
    name: 'attributes',
    words: 'has attributes that name filters and encodings, and a file of submodules',
    commit: {
      ...panicking,
      files: {
        '.gitattributes': '*.c filter=evil diff=evil ident\n*.h working-tree-encoding=UTF-16\n',
        '.gitmodules': '[submodule "a"]\n\tpath = a\n\turl = ext::sh -c touch% /tmp/hostile\n',
      },
    },
  },
]
