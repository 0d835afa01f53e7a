import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError, run, type SandboxMode } from '@kbisect/exec'
import type { Mirror } from '@kbisect/git'

export interface FindMaintainersOptions {
  readonly mirror: Pick<Mirror, 'file' | 'diff'>
  /** The commit whose MAINTAINERS count. */
  readonly tree: string
  /** The commit whose people are asked for. */
  readonly culprit: string
  /** For the files of the tree, meanwhile. */
  readonly workDirectory: string
  readonly sandboxMode: SandboxMode
  readonly signal: AbortSignal
  /**
   * Whether an infrastructure error is thrown, so that the caller tries again, and not put into
   * words.
   */
  readonly isPatient?: boolean
}

/** What the program printed, or why there is nothing, in words that stand in a sentence. */
export type MaintainersAnswer = { readonly output: string } | { readonly problem: string }

const SCRIPT = 'scripts/get_maintainer.pl'
const FILES = [SCRIPT, 'MAINTAINERS', '.get_maintainer.conf', '.get_maintainer.ignore']
const DEADLINE_SECONDS = 60
const OUTPUT_BYTES = 1 << 16
const TMP_BYTES = 16 << 20

/**
 * Asks the tree's own program who looks after what the culprit changes. It is code under test like
 * everything of the tree: it runs in the sandbox, with its few files alone, without network and for
 * a minute; where there is no sandbox, not at all.
 */
export async function findMaintainers(options: FindMaintainersOptions): Promise<MaintainersAnswer> {
  const { mirror, tree, culprit, workDirectory, sandboxMode } = options
  if (sandboxMode !== 'bwrap') return { problem: 'get_maintainer.pl was not asked, as the sandbox is switched off' }
  await mkdir(workDirectory, { recursive: true })
  const directory = await mkdtemp(join(workDirectory, 'maintainers-'))
  try {
    if (!(await layOut(mirror, tree, directory))) return { problem: 'the tree has no get_maintainer.pl' }
    return await ask(directory, await mirror.diff(culprit), options)
  } catch (error) {
    if (error instanceof InfrastructureError && !options.isPatient)
      return { problem: `get_maintainer.pl could not be asked: ${error.message}` }
    throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** False when the tree has no such program. */
async function layOut(mirror: Pick<Mirror, 'file'>, tree: string, directory: string): Promise<boolean> {
  await mkdir(join(directory, 'scripts'))
  // The user inside the sandbox may be another one.
  await chmod(directory, 0o755)
  for (const path of FILES) {
    const content = await mirror.file(tree, path)
    if (content === undefined && path === SCRIPT) return false
    if (content !== undefined) await writeFile(join(directory, path), content)
  }
  return true
}

async function ask(
  directory: string,
  patch: string,
  { sandboxMode, signal }: FindMaintainersOptions,
): Promise<MaintainersAnswer> {
  const command = {
    file: 'perl',
    // Without history, and in a tree of which there are a few files only.
    args: [SCRIPT, '--nogit', '--nogit-fallback', '--no-tree'],
    cwd: directory,
    sandbox: { readOnly: [directory], readWrite: [], tmpBytes: TMP_BYTES },
  }
  const limits = { deadlineSeconds: DEADLINE_SECONDS, captureBytes: OUTPUT_BYTES, input: patch, sandboxMode, signal }
  const { ending, exitCode, stdout, stderr } = await run(command, limits)
  if (ending === 'cancelled') signal.throwIfAborted()
  if (ending === 'deadline') return { problem: `get_maintainer.pl did not end within ${DEADLINE_SECONDS} s` }
  if (ending === 'exit' && exitCode === 0) return { output: stdout }
  const said = stderr.trim().split('\n').at(-1)?.slice(0, 200)
  return { problem: `get_maintainer.pl failed${said ? `: ${said}` : ''}` }
}
