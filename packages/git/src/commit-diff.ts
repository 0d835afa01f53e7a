import { start } from '@kbisect/exec'
import { gitFailure } from './failure.ts'
import { requireHash } from './reference.ts'

const LIMIT_BYTES = 1 << 20
const DEADLINE_SECONDS = 120

/**
 * The patch of a commit; of a merge, what it changes against all its parents. At most 1 MiB, and its last line says so
 * when it was cut. Read through exec, because simple-git would hold the whole of it in memory first.
 */
export async function readDiff(
  directory: string,
  env: Readonly<Record<string, string>>,
  hash: string,
): Promise<string> {
  const commit = requireHash(hash)
  const flags = [
    '--format=',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
    '--diff-merges=dense-combined',
  ]
  const git = start(
    {
      file: 'git',
      args: ['show', ...flags, '--patch', '--end-of-options', commit],
      env: { ...env, GIT_DIR: directory },
    },
    { rawOutput: true, deadlineSeconds: DEADLINE_SECONDS },
  )
  let complaints = ''
  git.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-LIMIT_BYTES)
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > LIMIT_BYTES) break
  }
  const cut = bytes > LIMIT_BYTES
  if (cut) git.kill()
  const result = await git.result
  if (!cut && result.exitCode !== 0) throw gitFailure(`read the changes of ${commit}`, complaints || result.ending)
  const text = Buffer.concat(chunks).subarray(0, LIMIT_BYTES).toString('utf8').trimStart()
  return cut ? `${text.slice(0, text.lastIndexOf('\n') + 1)}[cut here: the diff is larger than 1 MiB]\n` : text
}
