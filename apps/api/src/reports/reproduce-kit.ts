import { initramfsEntries, MACHINES } from '@kbisect/boot'
import { ARCHITECTURES, planBuild } from '@kbisect/build'
import type { Target, Test } from '@kbisect/contracts'
import { NONCE, type ReproduceKit } from '@kbisect/reports'

/** What `uname -m` says where Node says this. */
const MACHINE_NAMES: Readonly<Record<string, readonly string[]>> = {
  arm: ['armv7l', 'armv6l'],
  arm64: ['aarch64', 'arm64'],
  x64: ['x86_64', 'amd64'],
}

const NOWHERE = '/nowhere'

/** How a target is built and booted, for a script that does it elsewhere. */
export function reproduceKit(target: Target, test: Test | undefined): ReproduceKit {
  const { architecture, config, toolchain } = target
  const { nativeOn, crossPrefixes, imagePath } = ARCHITECTURES[architecture]
  const { debian, elf } = MACHINES[architecture]
  const request = {
    target,
    sourceDirectory: NOWHERE,
    outputDirectory: NOWHERE,
    logFile: NOWHERE,
    jobs: 1,
    sandboxMode: 'none' as const,
    deadlineSeconds: 1,
  }
  const tools = { id: '', name: toolchain, architecture, version: '', prefix: '', complete: true, missing: [] }
  const guestTest = test?.kind === 'script' ? test : { kind: 'boot' as const }
  return {
    imagePath,
    crossPrefix: crossPrefixes[0] ?? '',
    nativeMachines: MACHINE_NAMES[nativeOn] ?? [nativeOn],
    fragments: planBuild(request, tools).fragments.map(({ content }) => content),
    base: typeof config === 'string' ? undefined : config.content,
    debian,
    elfMachine: elf.machine,
    root: initramfsEntries(Buffer.alloc(0), NONCE, guestTest),
  }
}
