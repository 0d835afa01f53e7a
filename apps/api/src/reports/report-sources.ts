import { type ReportSources, reportUrls } from '@kbisect/reports'
import type { Dependencies } from '../dependencies.ts'

/** Where the parts of a report lie here. */
export function sourcesOf({ store, artifacts, logs, openMirror, settings }: Dependencies): ReportSources {
  return {
    bisections: store.bisections,
    artifacts,
    async commit(name, hash) {
      const tree = await store.trees.byName(name)
      return tree && (await openMirror(tree).commit(hash))
    },
    tree: (name) => store.trees.byName(name),
    logs,
    urls: (id) => reportUrls(settings.baseUrl(), id, settings.reads),
    reporter: settings.reporter,
  }
}
