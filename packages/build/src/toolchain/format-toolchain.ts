import { type Toolchain, versionNumber } from './toolchains.ts'

/**
 * The complete toolchains in words, each once with all it compiles for: `gcc 12.2.0 (arm, arm64)`.
 */
export function toolchainWords(toolchains: readonly Toolchain[]): string[] {
  const architectures = new Map<string, string[]>()
  for (const { name, version, architecture, complete } of toolchains) {
    if (!complete) continue
    const compiler = [name, versionNumber(version)].filter(Boolean).join(' ')
    architectures.set(compiler, [...(architectures.get(compiler) ?? []), architecture])
  }
  return [...architectures].map(([compiler, list]) => `${compiler} (${list.join(', ')})`)
}
