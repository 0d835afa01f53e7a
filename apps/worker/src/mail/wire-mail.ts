import { join } from 'node:path'
import type { TaskQueue } from '@kbisect/bisection'
import { type MirroredTree, openMirror } from '@kbisect/git'
import { type LogReader, type ReportSources, reportUrls } from '@kbisect/reports'
import { type Settings, stateLayout } from '@kbisect/settings'
import type { Artifacts, Store } from '@kbisect/store'
import { gitOptions } from '../git-options.ts'
import { baseUrl, surroundings } from '../runtime-context.ts'
import type { MailOptions } from './mail-options.ts'

interface Parts {
  readonly store: Store
  readonly artifacts: Artifacts
  readonly queue: TaskQueue
  readonly logs: Pick<LogReader, 'read'>
}

/** Wires what telling by mail takes. */
export function wireMail(settings: Settings, { store, artifacts, queue, logs }: Parts): MailOptions {
  const git = gitOptions(settings, store)
  const open = (tree: MirroredTree) => openMirror(git, tree)
  const sources: ReportSources = {
    bisections: store.bisections,
    artifacts,
    async commit(name, hash) {
      const tree = await store.trees.byName(name)
      return tree && (await open(tree).commit(hash))
    },
    tree: (name) => store.trees.byName(name),
    logs,
    urls: (id) => reportUrls(baseUrl(settings), id, settings.reads),
    reporter: settings.mail.from,
  }
  return {
    ...{ store, queue, sources, openMirror: open, settings: settings.mail, surroundings: surroundings(settings) },
    ...{ workDirectory: join(stateLayout(settings).run, 'mail'), sandboxMode: settings.sandbox },
  }
}
