import type { BisectionStore, Surroundings, TaskQueue } from '@kbisect/bisection'
import type { SandboxMode } from '@kbisect/exec'
import type { Mirror, MirroredTree } from '@kbisect/git'
import type { ReportSources } from '@kbisect/reports'
import type { Settings } from '@kbisect/settings'
import type { BisectionReads, MailStore, TreeStore } from '@kbisect/store'

/** What telling by mail takes. */
export interface MailOptions {
  readonly store: {
    readonly bisections: Pick<BisectionStore, 'addEvent' | 'findRegression'> & Pick<BisectionReads, 'detail'>
    readonly trees: Pick<TreeStore, 'byName'>
    readonly mails: MailStore
  }
  readonly queue: Pick<TaskQueue, 'sendMail' | 'planMails'>
  readonly surroundings: Surroundings
  readonly settings: Settings['mail']
  readonly sources: ReportSources
  readonly openMirror: (tree: MirroredTree) => Pick<Mirror, 'commit' | 'diff' | 'file'>
  /** For files of a tree, meanwhile. */
  readonly workDirectory: string
  readonly sandboxMode: SandboxMode
  /** Waits so many milliseconds; default: by the clock. */
  readonly pause?: (milliseconds: number) => Promise<unknown>
}

/** The options of a service whose policy lets it write mails. */
export interface WritingOptions extends MailOptions {
  readonly policy: Exclude<Settings['mail']['policy'], 'off'>
}
