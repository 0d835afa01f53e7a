import {
  type AskedRequest,
  type AskedTarget,
  type BisectionRequest,
  type ConfigFileSummary,
  configFilesOf,
  mapConfigFiles,
  mapRequestFiles,
  requestFilesOf,
  type TargetRequest,
} from '@kbisect/contracts'
import { getText } from './request.ts'

/** Fetches each text once, however many targets share it. */
async function textsOf(files: readonly ConfigFileSummary[], signal?: AbortSignal): Promise<Map<string, string>> {
  const digests = [...new Set(files.map(({ digest }) => digest))]
  const texts = await Promise.all(digests.map((digest) => getText(`/config-files/${digest}`, signal)))
  return new Map(digests.map((digest, at) => [digest, texts[at] ?? '']))
}

const restored =
  (texts: ReadonlyMap<string, string>) =>
  ({ name, digest }: ConfigFileSummary) => ({ name, content: texts.get(digest) ?? '' })

/** A target that was asked for, with the texts of its configuration files. */
export async function wholeTarget(target: AskedTarget, signal?: AbortSignal): Promise<TargetRequest> {
  const files = configFilesOf<ConfigFileSummary>(target)
  return mapConfigFiles<TargetRequest, ConfigFileSummary>(target, restored(await textsOf(files, signal)))
}

/** The same for a request. */
export async function wholeRequest(request: AskedRequest, signal?: AbortSignal): Promise<BisectionRequest> {
  const files = requestFilesOf<ConfigFileSummary>(request)
  return mapRequestFiles<BisectionRequest, ConfigFileSummary>(request, restored(await textsOf(files, signal)))
}
