import { constants } from 'node:os'
import { readIfThereSync } from './read-if-there-sync.ts'
import * as rules from './seccomp-rules.ts'

// A program of the kernel's classic BPF, as seccomp(2) describes it: instructions of 8 bytes in the
// byte order of the machine.
const LOAD = 0x20
const JUMP_EQUAL = 0x15
const JUMP_NOT_BELOW = 0x35
const JUMP_ANY_BIT = 0x45
const RETURN = 0x06

const ALLOW = 0x7fff_0000
const refuse = (errno: number): number => 0x0005_0000 | errno
const { EPERM, ENOSYS, EAFNOSUPPORT } = constants.errno

const NUMBER = 0
const ARCHITECTURE = 4
/** The lower half of an argument, which is all that flags, modes and families have. */
const argument = (at: number): number => 16 + 8 * at

type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, value: number]

const load = (offset: number): Instruction => [LOAD, 0, 0, offset]
const answer = (value: number): Instruction => [RETURN, 0, 0, value]
/**
 * Does what follows, which must end in an answer, when the condition holds, and passes over it
 * otherwise.
 */
const when = (jump: number, value: number, then: readonly Instruction[]): Instruction[] => [
  [jump, 0, then.length, value],
  ...then,
]
const unless = (jump: number, value: number, then: readonly Instruction[]): Instruction[] => [
  [jump, then.length, 0, value],
  ...then,
]

function instructions({
  column,
  audit,
  otherNumbersFrom,
}: (typeof rules.ARCHITECTURES)['x64' | 'arm64']): Instruction[] {
  const call = (numbers: readonly (number | null)[], then: readonly Instruction[]): Instruction[] => {
    const number = numbers[column]
    return number === null || number === undefined ? [] : when(JUMP_EQUAL, number, then)
  }
  const refusingSetId = (mode: number): Instruction[] => [
    load(argument(mode)),
    ...when(JUMP_ANY_BIT, rules.SET_ID_BITS, [answer(refuse(EPERM))]),
    answer(ALLOW),
  ]
  const denied = Object.values(rules.DENIED).flatMap((group) => Object.values(group))
  return [
    load(ARCHITECTURE),
    ...unless(JUMP_EQUAL, audit, [answer(refuse(ENOSYS))]),
    load(NUMBER),
    ...(otherNumbersFrom === undefined ? [] : when(JUMP_NOT_BELOW, otherNumbersFrom, [answer(refuse(ENOSYS))])),
    ...denied.flatMap((numbers) => call(numbers, [answer(refuse(EPERM))])),
    ...Object.values(rules.UNKNOWN).flatMap((numbers) => call(numbers, [answer(refuse(ENOSYS))])),
    ...call(rules.CLONE, [
      load(argument(0)),
      ...when(JUMP_ANY_BIT, rules.NEW_NAMESPACES, [answer(refuse(EPERM))]),
      answer(ALLOW),
    ]),
    ...Object.values(rules.MODES).flatMap(({ numbers, mode }) => call(numbers, refusingSetId(mode))),
    ...Object.values(rules.OPENS).flatMap(({ numbers, flags, mode }) =>
      call(numbers, [
        load(argument(flags)),
        ...unless(JUMP_ANY_BIT, rules.MAKES_FILE, [answer(ALLOW)]),
        ...refusingSetId(mode),
      ]),
    ),
    ...call(rules.SOCKET, [
      load(argument(0)),
      ...rules.FAMILIES.flatMap((family) => when(JUMP_EQUAL, family, [answer(ALLOW)])),
      answer(refuse(EAFNOSUPPORT)),
    ]),
    answer(ALLOW),
  ]
}

/**
 * The compiled filter for a machine of one architecture (as Node names it); undefined for one
 * without rules. Pure.
 */
export function compileFilter(architecture: string): Buffer | undefined {
  if (architecture !== 'x64' && architecture !== 'arm64') return undefined
  const program = instructions(rules.ARCHITECTURES[architecture])
  const bytes = Buffer.alloc(8 * program.length)
  for (const [at, [code, whenTrue, whenFalse, value]] of program.entries()) {
    // Both architectures are little-endian.
    bytes.writeUInt16LE(code, 8 * at)
    bytes.writeUInt8(whenTrue, 8 * at + 2)
    bytes.writeUInt8(whenFalse, 8 * at + 3)
    bytes.writeUInt32LE(value >>> 0, 8 * at + 4)
  }
  return bytes
}

const kernelHasFilters = (): boolean => /^Seccomp:/m.test(readIfThereSync('/proc/self/status'))

let filter: { readonly bytes: Buffer | undefined } | undefined

/**
 * The filter for this machine, compiled once; undefined where there are no rules for it or its
 * kernel has no filters.
 */
export function systemCallFilter(): Buffer | undefined {
  filter ??= { bytes: kernelHasFilters() ? compileFilter(process.arch) : undefined }
  return filter.bytes
}
