import { join } from 'node:path'
import { createLab, targetName } from '@kbisect/lab'
import { createToyHistory, linearPanic } from '@kbisect/testing'
import type { BenchmarkContext } from '../benchmark.ts'

export type Architecture = 'arm' | 'arm64' | 'x86_64'

/** One configuration on which both sides are asked. */
export interface SubjectTarget {
  readonly name: string
  readonly architecture: Architecture
  /** Merged into tinyconfig, beside what a boot in QEMU needs. */
  readonly config: string
  readonly cmdline: string
  readonly affected: boolean
}

/** A history with a known answer, for both sides. */
export interface Subject {
  /** In words, for the column `setting`. */
  readonly setting: string
  readonly repository: string
  readonly good: string
  readonly bad: string
  readonly culprit: string
  readonly targets: readonly SubjectTarget[]
  /** What makes kbisect find it, as arguments of the command. */
  readonly kbisect: readonly string[]
}

/** The lab's default scenario, made where the demo of this state directory looks for it. */
export async function labSubject(stateDirectory: string, { note, signal }: BenchmarkContext): Promise<Subject> {
  note('making the lab …')
  const lab = await createLab({ repository: join(stateDirectory, 'lab', 'cma'), signal })
  const { target: main, alsoTest } = lab.request
  const targets = [main, ...alsoTest].map((target): SubjectTarget => {
    const own = target === main ? [] : (target.fragments ?? [])
    const name = targetName({ architecture: target.architecture, fragments: own })
    return {
      name,
      architecture: target.architecture,
      config: [...main.fragments, ...own].map(({ content }) => content).join(''),
      cmdline: target.cmdline ?? main.cmdline ?? '',
      affected: lab.affected.includes(name),
    }
  })
  return {
    setting: 'cma, Linux 6.1',
    repository: lab.repository,
    good: lab.good,
    bad: lab.bad,
    culprit: lab.culprit.hash,
    targets,
    kbisect: ['demo', '--json', '--stop'],
  }
}

/**
 * The same shape on a toy kernel: arm and arm64 panic, x86_64 boots, a region does not compile,
 * another fails otherwise.
 */
export async function toySubject(directory: string): Promise<Subject> {
  const toy = await createToyHistory({ directory: join(directory, 'toy.git'), plan: linearPanic })
  const good = toy.hash(linearPanic.good)
  const bad = toy.hash(linearPanic.bad)
  const target = (architecture: Architecture): SubjectTarget => ({
    name: architecture,
    architecture,
    config: '',
    cmdline: '',
    affected: architecture !== 'x86_64',
  })
  return {
    setting: 'toy kernel',
    repository: toy.directory,
    good,
    bad,
    culprit: toy.hash('culprit'),
    targets: [target('arm64'), target('arm'), target('x86_64')],
    kbisect: [
      ...['run', '--repo', toy.directory, '--good', good, '--bad', bad, '--json'],
      ...['--arch', 'arm64', '--config', 'tinyconfig', '--also-test', 'arm', '--also-test', 'x86_64'],
    ],
  }
}
