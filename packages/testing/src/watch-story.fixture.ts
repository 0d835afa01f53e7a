import { join } from 'node:path'
import type { Delivery, Page, Watch, WatchedRevision } from '@kbisect/contracts'
import { run } from '@kbisect/exec'
import { vi } from 'vitest'
import { createToyHistory, type ToyHistory } from './history.ts'
import { harmless } from './plans.ts'
import type { Program } from './program.ts'
import type { ToyPlan } from './toy-plan.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

// A branch that is pushed to step by step: a culprit that comes by a merge, a repair, a failure on
// one target alone, and a rebase onto a commit that fails.
const plan: Pick<ToyPlan, 'commits'> = {
  commits: [
    { name: 'base' },
    ...harmless('early', 2),
    { name: 'notes', docs: true },
    { name: 'side', parents: ['base'], subject: 'mm: prepare the pool' },
    { name: 'culprit', subject: 'mm: allocate the pool late', behaviour: { arm64: 'panic', x86_64: 'panic' } },
    { name: 'merge', subject: 'Merge the pool', parents: ['notes', 'culprit'] },
    ...harmless('after', 1),
    { name: 'still', docs: true },
    { name: 'repair', subject: 'mm: allocate the pool early again', behaviour: { arm64: 'good', x86_64: 'good' } },
    ...harmless('quiet', 2),
    { name: 'other', subject: 'x86: look elsewhere', behaviour: { x86_64: 'other-panic' } },
    { name: 'rebased', parents: ['after-1'], subject: 'mm: on another base' },
  ],
}

/** A branch of the toy kernel that is watched, pushed to, and told of. */
export class WatchStory {
  readonly #program: Pick<Program, 'api'>
  readonly #receiver: WebhookReceiver
  readonly #history: ToyHistory
  readonly #webhookId: string
  #watch: Watch | undefined
  /**
   * Ids of the messages that were taken: a message may come twice, where its receiver's answer was
   * lost.
   */
  readonly #taken = new Set<string>()

  private constructor(
    program: Pick<Program, 'api'>,
    receiver: WebhookReceiver,
    history: ToyHistory,
    webhookId: string,
  ) {
    this.#webhookId = webhookId
    this.#program = program
    this.#receiver = receiver
    this.#history = history
  }

  /** Subscribes to all that a watch tells, and writes the history down. */
  static async open(program: Program): Promise<WatchStory> {
    const receiver = await startWebhookReceiver()
    const types = ['bisection.finished', 'regression.found', 'regression.bisected', 'regression.affects-more']
    const { id } = await program.api.post<{ id: string }>('/webhooks', {
      url: receiver.url,
      types: [...types, 'regression.gone', 'regression.came-back', 'revision.tested'],
    })
    const history = await createToyHistory({ directory: join(program.settings.stateDir, '..', 'toy.git'), plan })
    return new WatchStory(program, receiver, history, id)
  }

  stop(): Promise<void> {
    return this.#receiver.stop()
  }

  /** Moves the branch, as a push by force does, and has it looked at. */
  async #push(name: string): Promise<WatchedRevision> {
    const args = ['-C', this.#history.directory, 'update-ref', 'refs/heads/main', this.#history.hash(name)]
    const { exitCode, stderr } = await run({ file: 'git', args })
    if (exitCode !== 0) throw new Error(`git did not move the branch: ${stderr}`)
    if (this.#watch) await this.#program.api.post(`/watches/${this.#watch.id}/look`)
    else this.#watch = await this.#begin()
    return await this.#tested(name)
  }

  async #begin(): Promise<Watch> {
    await this.#program.api.addTree('toy', this.#history.url)
    return await this.#program.api.post<Watch>('/watches', {
      name: 'toy-main',
      tree: 'toy',
      branches: ['main'],
      targets: [{ architecture: 'arm64' }, { architecture: 'x86_64' }],
    })
  }

  /**
   * Waits until all tests of the revision are done, and nothing goes on or is to be told any more.
   */
  async #tested(name: string): Promise<WatchedRevision> {
    const { api } = this.#program
    const path = `/watches/${this.#watch?.id}/revisions?commit=${this.#history.hash(name)}`
    return await vi.waitFor(
      async () => {
        const [revision] = (await api.get<Page<WatchedRevision>>(path)).items
        const { totals } = await api.get<{ totals: { running: number } }>('/overview')
        const { items } = await api.get<Page<Delivery>>(`/webhooks/${this.#webhookId}/deliveries?limit=200`)
        const isTold = items.every(({ state }) => state !== 'waiting')
        if (revision?.results.every(({ finishedAt }) => finishedAt !== null) && totals.running === 0 && isTold)
          return revision
        throw new Error(`the watch is not done with ${name}: ${JSON.stringify(revision?.results ?? 'not seen')}`)
      },
      { timeout: 1_200_000, interval: 500 },
    )
  }

  /** What came since the last call, each message once, by its type and what it names. */
  #messages(): string[] {
    const news = new Map<string, string>()
    for (const { headers, body } of this.#receiver.received) {
      const id = headers['webhook-id'] ?? ''
      if (!this.#taken.has(id)) news.set(id, this.#words(JSON.parse(body) as Message))
    }
    for (const id of news.keys()) this.#taken.add(id)
    return [...news.values()].sort((a, b) => (a < b ? -1 : 1))
  }

  /** A message in one line. Which of two targets fails first is chance: it is left out. */
  #words({ type, data }: Message): string {
    const { culprit, commit, good, bad, label } = data
    const names = culprit
      ? [`${this.#name(culprit.hash)} of ${this.#name(good)}..${this.#name(bad)}`, label]
      : [this.#name(commit ?? bad)]
    return [type, ...names].join(' ')
  }

  #name(hash: string | undefined): string {
    const { commits } = this.#history
    return Object.keys(commits).find((name) => commits[name] === hash) ?? String(hash)
  }

  /** Pushes one state after the other; returns what followed from each. */
  async play(): Promise<StoryStep[]> {
    const steps: StoryStep[] = []
    for (const name of ['early-2', 'notes', 'after-1', 'still', 'quiet-2', 'other', 'rebased']) {
      const { results } = await this.#push(name)
      const states = results.map(
        ({ target, state, sameAs }) => `${target} ${state}${sameAs === null ? '' : `, as ${this.#name(sameAs)}`}`,
      )
      const regressions = new Set(results.flatMap(({ regressionId }) => regressionId ?? [])).size
      steps.push({ push: name, states, regressions, messages: this.#messages() })
    }
    return steps
  }
}

/** A push with what followed from it. */
export interface StoryStep {
  readonly push: string
  readonly states: readonly string[]
  /** To how many regressions the failures belong. */
  readonly regressions: number
  readonly messages: readonly string[]
}

interface Message {
  readonly type: string
  readonly data: {
    readonly culprit?: { readonly hash: string } | null
    readonly commit?: string
    readonly good?: string
    readonly bad?: string
    readonly label?: string
  }
}

const passed = ['arm64 passed', 'x86_64 passed']
const failed = ['arm64 failed', 'x86_64 failed']

/** What is to follow from each push. */
export const expectedStory: readonly StoryStep[] = [
  { push: 'early-2', states: passed, regressions: 0, messages: ['revision.tested early-2'] },
  {
    push: 'notes',
    states: passed.map((state) => `${state}, as early-2`),
    regressions: 0,
    messages: ['revision.tested notes'],
  },
  {
    push: 'after-1',
    states: failed,
    regressions: 1,
    messages: [
      'bisection.finished culprit of notes..after-1 confirmed',
      'regression.affects-more after-1',
      'regression.bisected culprit of notes..after-1 confirmed',
      'regression.found after-1',
      'revision.tested after-1',
    ],
  },
  { push: 'still', states: failed, regressions: 1, messages: ['revision.tested still'] },
  {
    push: 'quiet-2',
    states: passed,
    regressions: 0,
    messages: ['regression.gone quiet-2', 'revision.tested quiet-2'],
  },
  {
    push: 'other',
    // It changes one architecture: for the other one it is the same kernel.
    states: ['arm64 passed, as quiet-2', 'x86_64 failed'],
    regressions: 1,
    messages: [
      'bisection.finished other of quiet-2..other confirmed',
      'regression.bisected other of quiet-2..other confirmed',
      'regression.found other',
      'revision.tested other',
    ],
  },
  {
    push: 'rebased',
    states: ['arm64 inherited', 'x86_64 inherited'],
    regressions: 0,
    messages: ['revision.tested rebased'],
  },
]
