import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { InfrastructureError, type RunningCommand, run, start } from '@kbisect/exec'
import type { PlannedCommit } from './plan-history.ts'

// Nothing of the machine's or the user's git settings may change the hashes.
const ENVIRONMENT = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C.UTF-8', TZ: 'UTC' }

/** Runs git in a repository. @throws InfrastructureError `git-failed` */
export async function git(repository: string, args: readonly string[]): Promise<string> {
  const result = await run({ file: 'git', args: ['-C', repository, ...args], env: ENVIRONMENT })
  if (result.exitCode === 0) return result.stdout.trim()
  throw new InfrastructureError(
    'git-failed',
    `git ${args.join(' ')} in ${repository}: ${result.stderr.trim() || result.ending}`,
  )
}

/** Writes commits into a repository through `git fast-import`. */
export class FastImport {
  readonly #child: RunningCommand
  /** File in the repository where git writes the hashes. */
  readonly marksName = 'kbisect-marks'
  readonly #marks: string
  #warning = ''
  readonly #ended = new AbortController()

  constructor(repository: string, options: { signal?: AbortSignal } = {}) {
    this.#marks = `${repository}/${this.marksName}`
    // The source is 80,000 files that nobody ever packs again: looking for deltas and compressing
    // hard would take minutes.
    const args = [
      '-C',
      repository,
      '-c',
      'core.compression=1',
      'fast-import',
      '--quiet',
      '--done',
      '--depth=0',
      `--export-marks=${this.#marks}`,
    ]
    this.#child = start({ file: 'git', args, env: ENVIRONMENT }, { input: 'pipe', rawOutput: true, ...options })
    this.#child.stdin?.on('error', () => {}) // git's exit status says why
    const ended = () => this.#ended.abort()
    this.#child.result.then(ended, ended)
    this.#child.stdout.resume()
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#warning = (this.#warning + chunk.toString()).slice(-4096)
    })
  }

  /** Begins a commit; its files follow. */
  async commit(plan: Omit<PlannedCommit, 'subject' | 'files'>): Promise<void> {
    const [first, ...others] = plan.parents
    const lines = [
      'commit refs/heads/master',
      `mark :${plan.number}`,
      `author ${plan.author} ${plan.date} +0000`,
      `committer ${plan.author} ${plan.date} +0000`,
      `data ${Buffer.byteLength(plan.message)}`,
      plan.message,
      ...(first === undefined ? [] : [`from :${first}`]),
      ...others.map((parent) => `merge :${parent}`),
    ]
    await this.#write(`${lines.join('\n')}\n`)
  }

  /** A file of the commit just begun. */
  async file(path: string, mode: string, content: Buffer): Promise<void> {
    await this.#write(
      Buffer.concat([Buffer.from(`M ${mode} inline ${quoted(path)}\ndata ${content.length}\n`), content, NEWLINE]),
    )
  }

  async tag(name: string, number: number): Promise<void> {
    await this.#write(`reset refs/tags/${name}\nfrom :${number}\n\n`)
  }

  /**
   * Ends the import and tells the hash of each commit by its number. @throws InfrastructureError
   * `git-failed`
   */
  async finish(): Promise<Map<number, string>> {
    await this.#write('done\n')
    this.#child.stdin?.end()
    const result = await this.#child.result
    if (result.exitCode !== 0) throw this.#failed(result.ending)
    const lines = (await readFile(this.#marks, 'utf8')).trim().split('\n')
    return new Map(lines.map((line) => [Number(line.slice(1, line.indexOf(' '))), line.slice(line.indexOf(' ') + 1)]))
  }

  /** Ends git without a result; when this returns it writes no more. */
  async abandon(): Promise<void> {
    if (!this.#ended.signal.aborted) this.#child.kill()
    await this.#child.result.catch(() => {})
  }

  #failed(ending: string): InfrastructureError {
    return new InfrastructureError('git-failed', `git fast-import: ${this.#warning.trim() || ending}`, {
      hint: 'the lab needs about 400 MB of disk and git 2.30 or newer',
    })
  }

  async #write(data: Buffer | string): Promise<void> {
    const stdin = this.#child.stdin
    if (!stdin || stdin.destroyed || !stdin.writable) throw this.#failed((await this.#child.result).ending)
    if (stdin.write(data)) return
    // Rejects when the pipe breaks or git ends.
    await once(stdin, 'drain', { signal: this.#ended.signal }).catch(async () => {
      throw this.#failed((await this.#child.result).ending)
    })
  }
}

const NEWLINE = Buffer.from('\n')

const quoted = (path: string): string =>
  `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
