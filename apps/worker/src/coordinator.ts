import {
  type AdvancePorts,
  addCoordinatorDeath,
  advanceBisection,
  type BisectionRecord,
  type History,
  lookAtWatch,
  RangeMemory,
  reconcileBisections,
} from '@kbisect/bisection'
import { type GitOptions, openMirror } from '@kbisect/git'
import type { Queues } from '@kbisect/queue'
import type { Store } from '@kbisect/store'
import { type DeliverOptions, deliver } from './deliver.ts'
import type { MailOptions } from './mail/mail-options.ts'
import { planMails } from './mail/plan-mails.ts'
import { reconcileMails } from './mail/reconcile-mails.ts'
import { sendOneMail } from './mail/send-one-mail.ts'

export interface CoordinatorOptions extends DeliverOptions {
  readonly store: Store
  readonly ports: AdvancePorts
  readonly git: GitOptions
  readonly mail: MailOptions
  readonly schedules: Pick<Queues, 'followSchedules'>
}

// A look fetches a tree, which may take minutes: the other slots of a coordinator are for
// bisections that wait to go on.
const MOST_LOOKS = 2
const AGAIN_SECONDS = 5

/** Decides what comes next, and tells others of it. */
export interface Coordinator {
  /** @param deaths how many coordinators died while they advanced it */
  advance(bisectionId: string, deaths: number): Promise<void>
  /** Looks at the branches of a watch; `begin`: only begins tests that wait. */
  lookAtWatch(watchId: string, what: 'look' | 'begin'): Promise<void>
  /** Sends one webhook message; what came of it is kept, and the next attempt enqueued. */
  deliver(deliveryId: string, signal: AbortSignal): Promise<void>
  /**
   * Hands a mail to the mail server.
   * @param deaths how many coordinators died at it; likewise below
   */
  sendMail(mailId: string, deaths: number): Promise<void>
  /** Sees what there is to tell by mail of a bisection. */
  planMails(bisectionId: string, signal: AbortSignal, deaths: number): Promise<void>
  /**
   * Looks after everything that the queue may have lost; named `idle`, only after slots that
   * nothing wants.
   */
  reconcile(name: string): Promise<void>
}

export function openCoordinator(options: CoordinatorOptions): Coordinator {
  const { store, ports, git } = options
  const openHistory = (record: BisectionRecord): History => openMirror(git, record.tree)
  const memory = new RangeMemory()
  let looking = 0
  return {
    async advance(bisectionId, deaths) {
      if (deaths > 0 && (await addCoordinatorDeath(ports, bisectionId, deaths))) return
      await advanceBisection(ports, bisectionId, openHistory, memory)
    },
    async lookAtWatch(watchId, what) {
      const look = () =>
        lookAtWatch({ ...ports, watches: store.watchWork }, watchId, (tree) => openMirror(git, tree), what)
      if (what === 'begin') return await look()
      if (looking >= MOST_LOOKS) return await ports.queue.lookAtWatch(watchId, 'look', AGAIN_SECONDS)
      looking += 1
      try {
        await look()
      } finally {
        looking -= 1
      }
    },
    deliver: (deliveryId, signal) => deliver(options, deliveryId, signal),
    sendMail: (mailId, deaths) => sendOneMail(options.mail, mailId, deaths),
    planMails: (bisectionId, signal, deaths) => planMails(options.mail, bisectionId, signal, deaths),
    async reconcile(name) {
      await reconcileBisections(ports)
      if (name === 'idle') return
      for (const id of await store.deliveries.due(ports.surroundings.now())) await ports.queue.deliver(id, 0)
      await reconcileMails(options.mail)
      await options.schedules.followSchedules(await store.watchWork.schedules())
    },
  }
}
