import Type from 'typebox'
import { BisectionRequest } from './bisection-request.ts'
import { Digest, Words } from './identifiers.ts'
import { FurtherTargetRequest, Target, TargetRequest } from './target.ts'

/** A configuration file as answers have it: its text is fetched by the digest. */
export const ConfigFileSummary = Type.Object({
  name: Type.String(),
  digest: Type.Unsafe<string>({
    ...Digest,
    description: 'sha-256 of the text, which GET /config-files/:digest answers.',
  }),
  bytes: Type.Integer({ description: 'Length of the text as UTF-8.' }),
})
export type ConfigFileSummary = Type.Static<typeof ConfigFileSummary>

const BaseSummary = Type.Union([Words(['defconfig', 'tinyconfig'] as const), ConfigFileSummary])
const FragmentSummaries = Type.Array(ConfigFileSummary)
const files = { config: Type.Optional(BaseSummary), fragments: Type.Optional(FragmentSummaries) }

/** A target as answers have it. */
export const TargetSummary = Type.Object({ ...Target.properties, config: BaseSummary, fragments: FragmentSummaries })
export type TargetSummary = Type.Static<typeof TargetSummary>

/** A target that was asked for, as answers have it. */
export const AskedTarget = Type.Object({ ...TargetRequest.properties, ...files })
export type AskedTarget = Type.Static<typeof AskedTarget>

const AskedFurtherTarget = Type.Object({ ...FurtherTargetRequest.properties, ...files })

/** A request as answers have it. */
export const AskedRequest = Type.Object({
  ...BisectionRequest.properties,
  target: AskedTarget,
  alsoTest: Type.Optional(Type.Array(AskedFurtherTarget)),
})
export type AskedRequest = Type.Static<typeof AskedRequest>

interface HasFiles<F> {
  readonly config?: string | F
  readonly fragments?: readonly F[]
}

interface RequestWithFiles<F> {
  readonly target: HasFiles<F>
  readonly alsoTest?: readonly HasFiles<F>[]
}

/** Returns the configuration files of a target. */
export function configFilesOf<F>({ config, fragments = [] }: HasFiles<F>): F[] {
  return [...(typeof config === 'object' ? [config] : []), ...fragments]
}

/** The same for a request: the target and what it asks for besides. */
export function requestFilesOf<F>({ target, alsoTest = [] }: RequestWithFiles<F>): F[] {
  return [target, ...alsoTest].flatMap(configFilesOf)
}

/** Returns the target with each of its configuration files replaced. */
export function mapConfigFiles<To, F>(target: HasFiles<F>, map: (file: F) => unknown): To {
  const { config, fragments } = target
  return {
    ...target,
    ...(typeof config === 'object' ? { config: map(config) } : {}),
    ...(fragments ? { fragments: fragments.map(map) } : {}),
  } as To
}

/** The same for a request. */
export function mapRequestFiles<To, F>(request: RequestWithFiles<F>, map: (file: F) => unknown): To {
  const { target, alsoTest } = request
  return {
    ...request,
    target: mapConfigFiles(target, map),
    ...(alsoTest ? { alsoTest: alsoTest.map((one) => mapConfigFiles(one, map)) } : {}),
  } as To
}
