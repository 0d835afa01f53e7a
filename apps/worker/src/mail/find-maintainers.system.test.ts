import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findMaintainers } from './find-maintainers.ts'
import { GET_MAINTAINER, MAINTAINERS } from './mail-place.fixture.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-maintainers-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const PATCH = 'diff --git a/mm/cma.c b/mm/cma.c\n--- a/mm/cma.c\n+++ b/mm/cma.c\n@@ -1 +1 @@\n-a\n+b\n'

/** Asks the program of a tree that holds these files. */
async function ask(files: Record<string, string>, changes: Partial<Parameters<typeof findMaintainers>[0]> = {}) {
  const mirror = {
    file: async (_commit: string, path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    diff: async () => PATCH,
  }
  const answer = await findMaintainers({
    ...{ mirror, tree: 'b'.repeat(40), culprit: 'c'.repeat(40), workDirectory: join(root, 'work') },
    ...{ sandboxMode: 'bwrap' as const, signal: new AbortController().signal, ...changes },
  })
  expect(readdirSync(join(root, 'work'), { recursive: true })).toEqual([])
  return answer
}
const script = (text: string) => ({ 'scripts/get_maintainer.pl': text, MAINTAINERS })

test('the program reads the patch and the tree’s list', async () => {
  expect(await ask(script(GET_MAINTAINER))).toEqual({
    output: `Andrew Morton <akpm@example.org> (maintainer:MEMORY MANAGEMENT)
linux-mm@example.org (open list:MEMORY MANAGEMENT)
linux-kernel@example.org (open list)
`,
  })
})

test('a tree without it, and one whose program fails, are told from one that lists nobody', async () => {
  expect(await ask({ MAINTAINERS })).toEqual({ problem: 'the tree has no get_maintainer.pl' })
  expect(await ask(script('die "out of ideas\\n"'))).toEqual({ problem: 'get_maintainer.pl failed: out of ideas' })
  expect(await ask(script('this is no Perl'))).toMatchObject({
    problem: expect.stringContaining('get_maintainer.pl failed'),
  })
  expect(await ask(script('exit 0'))).toEqual({ output: '' })
})

test('it sees nothing of this machine but its own files, changes none of them, and reaches nobody', async () => {
  const secret = join(root, 'secret')
  const spy = `
    use Socket;
    print -e "${root}/../" && -e "${secret}" ? "sees our files\\n" : "";
    print -e "/root" || -e "/home" || -e "/var/lib" || -e "/etc/passwd" ? "sees the host\\n" : "";
    open(my $out, '>', "MAINTAINERS") and print "writes\\n";
    socket(my $s, PF_INET, SOCK_STREAM, 6);
    connect($s, pack_sockaddr_in(22, inet_aton("127.0.0.1"))) and print "connects\\n";
    print join(',', grep { /KBISECT|DATABASE|REDIS|SECRET/ } keys %ENV), "\\n";
    print "done\\n";`
  expect(await ask(script(spy))).toEqual({ output: '\ndone\n' })
  expect(existsSync(secret)).toBe(false)
})

test('a program that does not read what it is given is no trouble', async () => {
  const mirrorOfLarge = {
    file: async (_: string, path: string) => Buffer.from(path.endsWith('.pl') ? 'print "a\\@example.org\\n"' : ''),
    diff: async () => 'x'.repeat(1 << 20),
  }
  expect(await ask({}, { mirror: mirrorOfLarge })).toEqual({ output: 'a@example.org\n' })
})

test('one that never ends is stopped when the worker stops', async () => {
  const stopping = AbortSignal.timeout(1000)
  await expect(ask(script('sleep 1 while 1'), { signal: stopping })).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('without a sandbox it is not run', async () => {
  expect(await ask(script(GET_MAINTAINER), { sandboxMode: 'none' }).catch(() => 'no work directory')).toBe(
    'no work directory',
  )
})
