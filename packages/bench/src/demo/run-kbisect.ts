import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import type { BenchmarkContext } from '../benchmark.ts'
import type { Attempt } from './attempt.ts'
import type { Subject } from './subject.ts'

const PROGRAM = fileURLToPath(new URL('../../../../apps/cli/bin/kbisect.js', import.meta.url))

/**
 * What `kbisect run --json` and `kbisect demo --json` have in common, and what each has of its own.
 */
interface Answer {
  readonly culprit: { readonly hash: string } | null
  readonly builds: number
  readonly runs: number
  readonly affectedTargets?: readonly { readonly target: string; readonly result: string }[]
  readonly affected?: readonly string[]
  readonly unaffected?: readonly string[]
}

/**
 * By kbisect, as a user starts it: the start of the service, and the first fetch of the tree, are
 * part of it.
 */
export async function runKbisect(
  subject: Subject,
  stateDirectory: string,
  { note, signal }: BenchmarkContext,
): Promise<Attempt> {
  const environment = { KBISECT_STATE_DIR: stateDirectory, KBISECT_PORT: '0' }
  const kbisect = (args: readonly string[]) =>
    run(
      { file: process.execPath, args: [PROGRAM, ...args], env: environment },
      { signal, onOutput: (chunk, stream) => stream === 'stderr' && note(chunk.toString().trimEnd()) },
    )
  const began = performance.now()
  try {
    const { exitCode, stdout, stderr } = await kbisect(subject.kbisect)
    const seconds = (performance.now() - began) / 1000
    if (exitCode !== 0 && exitCode !== 1) throw new Error(`kbisect ended with status ${exitCode}: ${stderr.trim()}`)
    return { seconds, ...readAnswer(stdout) }
  } finally {
    await run({ file: process.execPath, args: [PROGRAM, 'stop'], env: environment }, { deadlineSeconds: 120 })
  }
}

/** Reads the last line. */
export function readAnswer(stdout: string): Omit<Attempt, 'seconds'> {
  const answer = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Answer
  const of = (result: string) =>
    (answer.affectedTargets ?? []).filter((one) => one.result === result).map((one) => one.target)
  const affected = answer.affected ?? of('affected')
  const unaffected = answer.unaffected ?? of('not affected')
  return {
    builds: answer.builds,
    boots: answer.runs,
    answers: new Map([
      ...affected.map((name) => [name, answer.culprit?.hash ?? 'could not tell'] as const),
      ...unaffected.map((name) => [name, 'not affected'] as const),
    ]),
  }
}
