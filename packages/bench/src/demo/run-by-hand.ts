import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { provideBusybox, writeInitramfs } from '@kbisect/boot'
import { qemuFragment } from '@kbisect/build'
import { run } from '@kbisect/exec'
import type { BenchmarkContext } from '../benchmark.ts'
import type { Attempt } from './attempt.ts'
import type { Subject } from './subject.ts'

const SCRIPT = fileURLToPath(new URL('../../by-hand/bisect-by-hand.sh', import.meta.url))
const NONCE = 'by-hand-0123456789'

/** The settings of the machine have no say in what git does. */
const GIT = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C', HOME: '/nonexistent' }

/**
 * What a developer has at hand before the work begins: a clone, configurations, an initramfs. Not
 * part of the time.
 */
async function prepare(subject: Subject, directory: string, busyboxDirectory: string): Promise<void> {
  const at = (name: string) => join(directory, name)
  await Promise.all(['targets', 'initramfs', 'out'].map((name) => mkdir(at(name), { recursive: true })))
  for (const { name, architecture, config, cmdline } of subject.targets) {
    const file = join(at('targets'), name.replaceAll('/', '-'))
    await writeFile(`${file}.config`, qemuFragment(architecture).content + config)
    await writeFile(`${file}.cmdline`, cmdline)
  }
  for (const architecture of new Set(subject.targets.map((target) => target.architecture))) {
    const busybox = await provideBusybox({ architecture, cacheDirectory: busyboxDirectory })
    const file = join(at('initramfs'), `${architecture}.cpio.gz`)
    await writeInitramfs({ busybox, nonce: NONCE, test: { kind: 'boot' }, file })
  }
  const clone = ['clone', '--quiet', '--shared', '--no-checkout', '--', subject.repository, at('linux')]
  const { exitCode, stderr } = await run({ file: 'git', args: clone, env: GIT })
  if (exitCode !== 0) throw new Error(`git clone failed: ${stderr.trim()}`)
}

/** By the script that a kernel developer would write today. */
export async function runByHand(
  subject: Subject,
  directories: { readonly work: string; readonly busybox: string },
  { note, signal }: BenchmarkContext,
): Promise<Attempt> {
  const { work } = directories
  note('preparing a clone for the script …')
  await prepare(subject, work, directories.busybox)
  const out = join(work, 'out')
  const env = {
    ...GIT,
    TARGETS: join(work, 'targets'),
    INITRAMFS: join(work, 'initramfs'),
    OUT: out,
    MARKER: `kbisect:${NONCE}:exit:0`,
  }
  const args = [subject.good, subject.bad, ...subject.targets.map(({ name }) => name)]
  const began = performance.now()
  const { exitCode, stdout, stderr } = await run(
    { file: SCRIPT, args, cwd: join(work, 'linux'), env },
    { signal, onOutput: (chunk, stream) => stream === 'stdout' && note(`by hand: ${chunk.toString().trimEnd()}`) },
  )
  const seconds = (performance.now() - began) / 1000
  if (exitCode !== 0) throw new Error(`${SCRIPT} ended with status ${exitCode}: ${stderr.trim()}`)
  const done = (await readFile(join(out, 'work'), 'utf8')).trimEnd().split('\n')
  const count = (what: string) => done.filter((line) => line === what).length
  return { seconds, builds: count('build'), boots: count('boot'), answers: readAnswers(stdout) }
}

/** Reads the script's lines, `TARGET: ANSWER`. */
export function readAnswers(stdout: string): ReadonlyMap<string, string> {
  const lines = stdout.trimEnd().split('\n')
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
}
