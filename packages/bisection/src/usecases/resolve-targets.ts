import { createHash } from 'node:crypto'
import {
  type BisectionRequest,
  type ConfigFile,
  distinctGuest,
  type FurtherTargetRequest,
  guestNames,
  MOST_CONFIG_CHARACTERS,
  type Target,
  type TargetRequest,
  testCmdline,
} from '@kbisect/contracts'
import { RequestError } from '../model/errors.ts'
import { testFragments } from './test-fragments.ts'

type Decided = Omit<Target, 'key' | 'name'>

/**
 * Decides everything that the request leaves open: the main target first, then the further ones,
 * which inherit what they do not name and put their fragments on top of the main target's. What the
 * test needs of a configuration is the first fragment of each.
 * @throws RequestError `duplicate-target` when two of them are the same, `configurations-too-large`
 * when their files are, `cmdline-too-long`, `guest-too-large` when a machine cannot have a guest's
 * memory
 */
export function resolveTargets(request: BisectionRequest): [Target, ...Target[]] {
  requireSize(request)
  const argumentsOfTest = request.test ? testCmdline(request.test) : ''
  requireCmdlines(request, argumentsOfTest)
  const bootable = request.test?.kind !== 'build'
  const ofTest = request.test ? testFragments(request.test) : []
  const decide = (target: TargetRequest | FurtherTargetRequest, inherited?: Decided): Decided => ({
    ...guestOf(target, inherited),
    architecture: target.architecture,
    config: target.config ?? inherited?.config ?? 'defconfig',
    fragments: [...(inherited?.fragments ?? ofTest), ...(target.fragments ?? [])],
    toolchain: target.toolchain ?? inherited?.toolchain ?? 'gcc',
    cmdline: [target.cmdline ?? request.target.cmdline ?? '', argumentsOfTest].filter(Boolean).join(' '),
    bootable,
  })
  const main = decide(request.target)
  requireGuest(main, 'target')
  const targets: [Target, ...Target[]] = [named(request.target.architecture, main)]
  for (const [at, alsoTest] of (request.alsoTest ?? []).entries()) {
    const own = (alsoTest.fragments ?? []).map((fragment) => fragment.name)
    const name = alsoTest.name ?? [alsoTest.architecture, ...own, ...guestNames(alsoTest.guest)].join('/')
    const target = named(name, decide(alsoTest, main))
    requireGuest(target, `alsoTest.${at}`)
    const same = targets.find((other) => other.key === target.key || other.name === target.name)
    if (same) {
      const message = `${target.name} is the same target as ${same.name}`
      throw new RequestError('duplicate-target', [
        {
          field: `alsoTest.${at}`,
          value: target.name,
          message,
          hint: 'leave it out, or give it another name or fragment',
        },
      ])
    }
    targets.push(target)
  }
  return targets
}

// Architectures limit the kernel's command line to 1,024 bytes and more; the boot itself takes 100.
const MOST_CMDLINE_CHARACTERS = 900

/** What the test adds to the command line must fit behind what the request asks for. */
function requireCmdlines({ target, alsoTest = [] }: BisectionRequest, argumentsOfTest: string): void {
  const most = MOST_CMDLINE_CHARACTERS - argumentsOfTest.length - 1
  for (const [at, { cmdline = '' }] of [target, ...alsoTest].entries()) {
    if (argumentsOfTest === '' || cmdline.length <= most) continue
    throw new RequestError('cmdline-too-long', [
      {
        field: `${at === 0 ? 'target' : `alsoTest.${at - 1}`}.cmdline`,
        value: cmdline,
        message: `has ${cmdline.length} characters, and the test adds ${argumentsOfTest}`,
        hint: `shorten it to ${most} characters`,
      },
    ])
  }
}

/**
 * Every target is sent, stored and hashed with all its files: their sum is limited, not each alone.
 */
function requireSize({ target, alsoTest = [] }: BisectionRequest): void {
  const files = [target, ...alsoTest].flatMap(({ config, fragments = [] }, at) => {
    const path = at === 0 ? 'target' : `alsoTest.${at - 1}`
    const base = typeof config === 'object' ? [{ field: `${path}.config.content`, file: config }] : []
    return [...base, ...fragments.map((file: ConfigFile, i) => ({ field: `${path}.fragments.${i}.content`, file }))]
  })
  let sum = 0
  for (const { field, file } of files) {
    sum += file.content.length
    if (sum <= MOST_CONFIG_CHARACTERS) continue
    const most = MOST_CONFIG_CHARACTERS.toLocaleString('en')
    throw new RequestError('configurations-too-large', [
      {
        field,
        value: file.name,
        message: `makes the configuration files of the request longer than ${most} characters together`,
        hint: 'leave out what the base configuration has already; ask for fewer further targets',
      },
    ])
  }
}

function named(name: string, decided: Decided): Target {
  return { key: hash(decided), name, ...decided }
}

function guestOf(target: TargetRequest | FurtherTargetRequest, inherited?: Decided): Pick<Decided, 'guest'> {
  const guest = distinctGuest({ ...inherited?.guest, ...target.guest })
  return guest ? { guest } : {}
}

// The machine of 32-bit kernels has its memory between 1 GiB and 4 GiB.
const MOST_ARM_MEGABYTES = 3072

function requireGuest({ architecture, guest }: Decided, field: string): void {
  const { memoryMegabytes = 0 } = guest ?? {}
  if (architecture !== 'arm' || memoryMegabytes <= MOST_ARM_MEGABYTES) return
  throw new RequestError('guest-too-large', [
    {
      field: `${field}.guest.memoryMegabytes`,
      value: String(memoryMegabytes),
      message: `the machine of arm has at most ${MOST_ARM_MEGABYTES} MiB of memory, not ${memoryMegabytes}`,
      hint: `ask for at most ${MOST_ARM_MEGABYTES} on arm`,
    },
  ])
}

// Field by field, so that the order in which an object was written does not matter. A guest as it
// is by default adds nothing: targets without one keep the keys that they had before there were
// guests.
function hash(target: Decided): string {
  const { architecture, config, fragments, toolchain, cmdline, bootable, guest } = target
  const base = typeof config === 'string' ? config : config.content
  const text = JSON.stringify([
    architecture,
    base,
    fragments.map((fragment) => fragment.content),
    toolchain,
    cmdline,
    bootable,
    ...(guest ? [guest] : []),
  ])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
