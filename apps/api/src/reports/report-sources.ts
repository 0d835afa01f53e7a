import { type ReportSources, reportUrls } from '@kbisect/reports'
import { failureLine } from '@kbisect/verdict'
import type { Dependencies } from '../dependencies.ts'

/** Where the parts of a report lie here. */
export function sourcesOf({ store, artifacts, openMirror, settings }: Dependencies): ReportSources {
  return {
    bisections: store.bisections,
    artifacts,
    async commit(name, hash) {
      const tree = await store.trees.byName(name)
      return tree && (await openMirror(tree).commit(hash))
    },
    failureLine,
    urls: (id) => reportUrls(settings.baseUrl(), id, settings.reads),
    reporter: settings.reporter,
  }
}
