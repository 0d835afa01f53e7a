import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BisectionResult, Check, Target } from '@kbisect/contracts'
import { run } from '@kbisect/exec'
import { openMirror } from '@kbisect/git'
import { reportUrls } from '@kbisect/reports'
import { migrate, newId, openStore, type Store } from '@kbisect/store'
import { startEmbeddedPostgres } from '@kbisect/supervisor'
import { MemoryQueue, memorySurroundings } from '@kbisect/testing'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { MailOptions } from './mail-options.ts'

/**
 * A Perl program that does as the kernel's does: it reads a patch and prints who looks after its
 * files.
 */
export const GET_MAINTAINER = `#!/usr/bin/perl
die "unexpected arguments: @ARGV\\n" unless "@ARGV" eq "--nogit --nogit-fallback --no-tree";
my $files = join ' ', map { m{^\\+\\+\\+ b/(\\S+)} ? $1 : () } <STDIN>;
open my $list, '<', 'MAINTAINERS' or die "no MAINTAINERS\\n";
while (<$list>) { chomp; my ($path, $who) = split /\\t/; print "$who\\n" if $files =~ /$path/ }
`
export const MAINTAINERS = [
  'mm/\tAndrew Morton <akpm@example.org> (maintainer:MEMORY MANAGEMENT)',
  'mm/\tlinux-mm@example.org (open list:MEMORY MANAGEMENT)',
  'net/\tnetdev@example.org (open list:NETWORKING)',
  '.\tlinux-kernel@example.org (open list)',
  '',
].join('\n')

export interface ReceivedMail {
  readonly to: readonly string[]
  readonly raw: string
}

/** A mail server on this host that keeps what it is given. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        received.push({ to, raw: Buffer.concat(chunks).toString('utf8') })
        if (options.onData) options.onData(stream, session, done)
        else done()
      })
    },
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.server.address() as AddressInfo
  return {
    received,
    url: `smtp://127.0.0.1:${port}`,
    stop: () => new Promise<void>((stopped) => server.close(() => stopped())),
  }
}

/** A tree on this host whose last commits are a culprit and its fix. */
async function createTree(directory: string) {
  mkdirSync(directory, { recursive: true })
  const env = {
    ...{ PATH: '/usr/bin:/bin', HOME: directory, GIT_AUTHOR_NAME: 'Ann O. Author' },
    ...{ GIT_AUTHOR_EMAIL: 'ann@example.org', GIT_COMMITTER_NAME: 'Carl', GIT_COMMITTER_EMAIL: 'carl@example.org' },
  }
  const git = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await run({ file: 'git', args, cwd: directory, env })
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const commit = async (message: string, files: Readonly<Record<string, string>>) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), content)
    }
    await git('add', '-A')
    await git('commit', '-q', '-m', message)
    return await git('rev-parse', 'HEAD')
  }
  await git('init', '-q', '-b', 'main')
  return { git, commit }
}

const target = (name: string): Target => ({
  ...{ key: name.padEnd(16, '0'), name, architecture: 'arm64', config: 'tinyconfig', fragments: [] },
  ...{ toolchain: 'gcc', cmdline: '', bootable: true },
})

const check = (name: Check['name'], commit: string, result: Check['result'] = 'passed'): Check => ({
  ...{ name, commit, result, passes: 3, failures: 0 },
})

/** A database, a tree and all that telling by mail takes, with a clock that is moved by hand. */
export async function openMailPlace() {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-mail-'))
  chmodSync(directory, 0o711)
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'pg'), logFile: join(directory, 'pg.log') })
  await migrate(postgres.url)
  const store: Store = await openStore(postgres.url)
  const source = join(directory, 'source')
  const tree = await createTree(source)
  const good = await tree.commit('good', { MAINTAINERS, 'scripts/get_maintainer.pl': GET_MAINTAINER })
  const { id: treeId, ...place } = await store.trees.add({ name: 'next', url: `file://${source}` })
  const openTree = () => openMirror({ mirrorsDirectory: join(directory, 'mirrors'), protocols: ['file'] }, place)
  const queue = new MemoryQueue()
  const clock = { now: new Date(Date.now() + 1000) }
  const surroundings = { ...memorySurroundings(), now: () => clock.now, newId }

  let count = 0
  /** A commit with trailers, and a bisection that found it. */
  async function culpritFound(more: Partial<BisectionResult> = {}, known?: { culprit: string; target: string }) {
    count += 1
    const trailers = 'Reviewed-by: Rita <rita@example.org>\nSigned-off-by: Ann O. Author <ann@example.org>'
    const culprit =
      known?.culprit ??
      (await tree.commit(`mm: change ${count}\n\nIt is better.\n\n${trailers}`, { 'mm/cma.c': `${count}` }))
    await openTree().fetch()
    const id = newId()
    const name = known?.target ?? 'arm64'
    await store.bisections.create({
      ...{ id, treeId, title: `boot on ${name} in next, v1..v2`, targets: [target(name)], mergeBases: [] },
      request: { tree: 'next', good: 'v1', bad: 'main', target: { architecture: 'arm64' } },
      good: { ref: 'v1', hash: good },
      bad: { ref: 'main', hash: culprit },
      ...{ dedupKey: id, branch: null, createdBy: null, retryOf: null },
    })
    const regressionId = await store.bisections.addRegression(id, {
      ...{ goodHash: good, badHash: culprit, targetName: name, architecture: 'arm64', branch: null, treeId },
      ...{ testKind: 'boot', signature: null },
    })
    const checks = (['bad revision', 'good revision', 'culprit', 'parent', 'revert'] as const).map((one) =>
      check(one, culprit),
    )
    const result: BisectionResult = {
      ...{ outcome: 'culprit', label: 'confirmed', cause: null, reason: 'It is the first bad commit.' },
      culprit: {
        ...{ hash: culprit, subject: `mm: change ${count}`, author: 'Ann O. Author <ann@example.org>' },
        authoredAt: '2026-01-01T00:00:00.000Z',
      },
      ...{
        probability: 0.998,
        basis: null,
        merge: null,
        range: [],
        assumptions: [],
        findings: [],
        drift: [],
        canChange: null,
        ranked: [],
      },
      signature: { kind: 'panic', function: 'cma_init', text: 'panic in cma_init' },
      affectedTargets: [{ target: name, result: 'affected', reason: '' }],
      checks,
      ...more,
    }
    await store.bisections.update(id, { state: 'finished', stage: 'done', finishedAt: clock.now, result })
    return { id, regressionId, culprit }
  }

  const options = (settings: Partial<MailOptions['settings']>): MailOptions => ({
    store,
    queue,
    surroundings,
    settings: { policy: 'people', to: [], from: 'kbisect <kbisect@example.com>', smtpUrl: undefined, ...settings },
    sources: {
      bisections: store.bisections,
      artifacts: {
        size: () => Promise.reject(new Error('there is none')),
        openRange: () => Promise.reject(new Error('there is none')),
      },
      commit: (_tree, hash) => openTree().commit(hash),
      tree: async () => ({ url: `file://${source}` }),
      logs: { read: async () => undefined },
      urls: (id) => reportUrls('https://kbisect.example.org', id, 'public'),
      reporter: 'kbisect <kbisect@example.com>',
    },
    openMirror: openTree,
    workDirectory: join(directory, 'work'),
    sandboxMode: 'bwrap',
  })

  return {
    ...{ store, queue, clock, tree, options, culpritFound, openTree, directory },
    async close() {
      await store.close()
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
