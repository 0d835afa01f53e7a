import { createHash } from 'node:crypto'
import {
  type AskedRequest,
  type BisectionRequest,
  type ConfigFile,
  type ConfigFileSummary,
  configFilesOf,
  mapConfigFiles,
  mapRequestFiles,
  requestFilesOf,
  type Target,
  type TargetSummary,
} from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'

/** Texts of configuration files by their digests. */
export type ConfigTexts = ReadonlyMap<string, string>

interface Asked {
  readonly request: BisectionRequest
  readonly targets: readonly Target[]
}

interface Summaries {
  readonly request: AskedRequest
  readonly targets: readonly TargetSummary[]
}

/**
 * Replaces configuration files by their digests. A text that many targets share is in `texts` once.
 */
export function withoutTexts({ request, targets }: Asked): Summaries & { readonly texts: ConfigTexts } {
  const texts = new Map<string, string>()
  // Targets repeat the files of the request: each text is hashed once.
  const digests = new Map<string, string>()
  const summarize = ({ name, content }: ConfigFile): ConfigFileSummary => {
    const digest = digests.get(content) ?? createHash('sha256').update(content).digest('hex')
    digests.set(content, digest)
    texts.set(digest, content)
    return { name, digest, bytes: Buffer.byteLength(content) }
  }
  return {
    request: mapRequestFiles<AskedRequest, ConfigFile>(request, summarize),
    targets: targets.map((target) => mapConfigFiles<TargetSummary, ConfigFile>(target, summarize)),
    texts,
  }
}

/** The inverse. @throws Error for a digest whose text is not there */
export function withTexts({ request, targets }: Summaries, texts: ConfigTexts): Asked {
  const restore = ({ name, digest }: ConfigFileSummary): ConfigFile => {
    const content = texts.get(digest)
    if (content === undefined) throw new Error(`the text of the configuration file ${name} (${digest}) is not stored`)
    return { name, content }
  }
  return {
    request: mapRequestFiles<BisectionRequest, ConfigFileSummary>(request, restore),
    targets: targets.map((target) => mapConfigFiles<Target, ConfigFileSummary>(target, restore)),
  }
}

/** Digests of all configuration files of a request and its targets. */
export function digestsOf({ request, targets }: Summaries): string[] {
  const files = [
    ...requestFilesOf<ConfigFileSummary>(request),
    ...targets.flatMap((target) => configFilesOf<ConfigFileSummary>(target)),
  ]
  return [...new Set(files.map(({ digest }) => digest))]
}

/** Reads texts by their digests; what is not stored is left out. */
export async function readConfigTexts(database: Database, digests: readonly string[]): Promise<ConfigTexts> {
  if (digests.length === 0) return new Map()
  const rows = await database.configText.findMany({ where: { digest: { in: [...digests] } } })
  return new Map(rows.map(({ digest, text }) => [digest, text]))
}
