import type { BuildFact, RunFact } from './facts.ts'

/** A part of what kernels are built and booted with that decides what they do. */
export type PinKind = 'toolchain' | 'emulator' | 'accelerator'

/**
 * What the first stored build or run of a target was made with. Every other one of the bisection
 * must be made with the same: a kernel that fails under one compiler alone would else be taken for
 * a change of the sources.
 */
export interface Pin {
  readonly targetKey: string
  readonly kind: PinKind
  /** Equal for what is the same: a toolchain's id, an emulator's version, an accelerator's name. */
  readonly value: string
  /** The same for people. */
  readonly words: string
  /** The host that has it. */
  readonly worker: string
}

/**
 * What a build pins; nothing where no compiler ran, or where the build was stored before ids were.
 */
export function pinsOfBuild({ targetKey, toolchain, toolchainId, worker }: BuildFact): Pin[] {
  return toolchainId === null ? [] : [{ targetKey, kind: 'toolchain', value: toolchainId, words: toolchain, worker }]
}

/** What a run pins. */
export function pinsOfRun({ targetKey, emulator, accelerator, worker }: RunFact): Pin[] {
  if (accelerator === 'none') return []
  return [
    { targetKey, kind: 'emulator', value: emulator, words: emulator, worker },
    { targetKey, kind: 'accelerator', value: accelerator, words: accelerator.toUpperCase(), worker },
  ]
}

const CODES: Readonly<Record<PinKind, string>> = {
  toolchain: 'toolchain-differs',
  emulator: 'emulator-differs',
  accelerator: 'accelerator-differs',
}

const NEEDED: Readonly<Record<PinKind, string>> = {
  toolchain: 'start a worker with that compiler, assembler and linker',
  emulator: 'start a worker with that version of QEMU',
  accelerator: 'start a worker on which KVM works',
}

/** Which part differs, of the code of an infrastructure error; undefined for all other codes. */
export const differenceOf = (code: string): PinKind | undefined =>
  (Object.keys(CODES) as PinKind[]).find((kind) => CODES[kind] === code)

/**
 * A host has something else than what the target's first build or run was made with. Says nothing
 * about the kernel.
 */
export class EnvironmentDiffers extends Error {
  override readonly name = 'EnvironmentDiffers'
  readonly code: string
  readonly hint: string
  readonly pinned: Pin

  constructor(pinned: Pin, own: Pin) {
    super(describeDifference(pinned, own))
    this.code = CODES[own.kind]
    this.hint = `${NEEDED[own.kind]}, or use what the hosts have and test the target again: kbisect resume ID --repin`
    this.pinned = pinned
  }
}

function describeDifference(pinned: Pin, own: Pin): string {
  const [uses, made] = own.kind === 'toolchain' ? ['builds', 'builds'] : ['boots', 'runs']
  const [theirs, ours] =
    pinned.words === own.words
      ? [`the same with other parts (id ${short(pinned)})`, `${own.words} (id ${short(own)})`]
      : [pinned.words, own.words]
  return `${own.worker} ${uses} with ${ours}; all ${made} of this target must be made with ${theirs}, as its first one on ${pinned.worker} was.`
}

const short = ({ value }: Pin): string => value.slice(0, 12)

/** @throws EnvironmentDiffers when one of `own` is not what the target is pinned to */
export function requirePinned(pins: readonly Pin[], own: readonly Pin[]): void {
  for (const one of own) {
    const pinned = pins.find(({ targetKey, kind }) => targetKey === one.targetKey && kind === one.kind)
    if (pinned && pinned.value !== one.value) throw new EnvironmentDiffers(pinned, one)
  }
}
