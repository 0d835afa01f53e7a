import { architectures, type KcidbBuild, type TargetRequest } from '@kbisect/contracts'
import type { Placed } from './kcidb-objects.ts'
import type { Refusal } from './reported-regression.ts'

const ALIASES: Readonly<Record<string, string>> = { aarch64: 'arm64', armv7l: 'arm', x86: 'x86_64', amd64: 'x86_64' }
const LONGEST_CONFIG = 1_000_000

interface Understood<T> {
  readonly value: T
  readonly notes: readonly string[]
}

/**
 * Where a configuration starts: what stands in the report. Nothing is fetched from addresses that
 * others name.
 */
function configOf({ object }: Placed<KcidbBuild>): Understood<TargetRequest['config']> {
  const { config_name: name = 'defconfig', config_url: url, misc } = object
  const text = misc?.config
  if (typeof text === 'string' && text.length <= LONGEST_CONFIG) {
    const plain = name
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64)
    return { value: { name: plain || 'config', content: text }, notes: [] }
  }
  if (name === 'defconfig' || name === 'tinyconfig') return { value: name, notes: [] }
  const base = /^tinyconfig\b/.test(name) ? 'tinyconfig' : 'defconfig'
  const not = url === undefined ? 'is not known here' : 'lies at a URL, which is not fetched'
  const hint = 'put the text of the configuration into misc.config of the build to have it as it was'
  return { value: base, notes: [`The configuration ${name} ${not}: ${base} is built instead; ${hint}.`] }
}

function toolchainOf({ object }: Placed<KcidbBuild>): Understood<TargetRequest['toolchain']> {
  const { compiler } = object
  if (compiler === undefined) return { value: undefined, notes: [] }
  const [, family] = /\b(gcc|clang)\b/i.exec(compiler) ?? []
  const value = family?.toLowerCase()
  if (value === compiler) return { value, notes: [] }
  return { value, notes: [`It was built with ${compiler}, and is built with ${value ?? 'gcc'} here.`] }
}

/** The target that a build was made for, or why there is none here. */
export function targetOf(build: Placed<KcidbBuild>): Understood<TargetRequest> | Refusal {
  const { architecture: said } = build.object
  const architecture = architectures.find((one) => one === (ALIASES[said ?? ''] ?? said))
  if (architecture === undefined) {
    return {
      field: `${build.field}.architecture`,
      value: said,
      message: said === undefined ? `${build.object.id} does not say it` : `kernels for ${said} are not built here`,
      hint: `Use ${architectures.join(', ')}.`,
    }
  }
  const [config, toolchain] = [configOf(build), toolchainOf(build)]
  const value = {
    architecture,
    ...(config.value === undefined ? {} : { config: config.value }),
    ...(toolchain.value === undefined ? {} : { toolchain: toolchain.value }),
  }
  return { value, notes: [...config.notes, ...toolchain.notes] }
}
