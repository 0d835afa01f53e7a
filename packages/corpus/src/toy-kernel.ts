import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Architecture, build } from '@kbisect/build'
import { InfrastructureError, run } from '@kbisect/exec'
import { createToyHistory, type ToyHistory } from '@kbisect/testing'
import { TOY_WAYS } from './catalogue/toy.ts'

const CHECKOUT_SECONDS = 60
const BUILD_SECONDS = 300

/** Builds the toy kernel's ways, each a commit of one history. */
export class ToyKernels {
  readonly #state: string
  #history: Promise<ToyHistory> | undefined

  /** @param state directory for everything that is made */
  constructor(state: string) {
    this.#state = join(state, 'toy')
  }

  /** The image for the log of this name. */
  async image(name: string, architecture: Architecture): Promise<string> {
    this.#history ??= this.#create()
    const history = await this.#history
    const source = join(this.#state, 'source')
    const args = ['-C', source, 'checkout', '--quiet', '--detach', history.hash(name)]
    const checkout = await run({ file: 'git', args }, { deadlineSeconds: CHECKOUT_SECONDS })
    if (checkout.exitCode !== 0) throw new InfrastructureError('checkout-failed', checkout.stderr.trim())
    const answer = await build({
      target: { architecture, config: 'tinyconfig', fragments: [], toolchain: 'gcc', bootable: true },
      sourceDirectory: source,
      outputDirectory: join(this.#state, 'builds', architecture),
      logFile: join(this.#state, `${architecture}.log`),
      jobs: 2,
      sandboxMode: 'bwrap',
      deadlineSeconds: BUILD_SECONDS,
    })
    if (answer.kind === 'built') return answer.image
    throw new InfrastructureError('toy-not-built', `the toy kernel ${name} does not build: ${answer.failure.message}`)
  }

  async #create(): Promise<ToyHistory> {
    await rm(this.#state, { recursive: true, force: true })
    await mkdir(this.#state, { recursive: true })
    const commits = [...TOY_WAYS].map(([name, behaviour]) => ({ name, behaviour }))
    const history = await createToyHistory({ directory: join(this.#state, 'toy.git'), plan: { commits } })
    const args = ['clone', '--quiet', history.directory, join(this.#state, 'source')]
    const clone = await run({ file: 'git', args }, { deadlineSeconds: CHECKOUT_SECONDS })
    if (clone.exitCode !== 0) throw new InfrastructureError('clone-failed', clone.stderr.trim())
    return history
  }
}
