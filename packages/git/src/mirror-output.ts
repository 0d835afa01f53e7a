import { gitOutput, type OutputOptions, readTexts } from './git-output.ts'
import type { MirrorPlace } from './mirror-place.ts'

const DEADLINE_SECONDS = 120

/** What a git that reads a mirror prints, as {@link gitOutput}. */
export function mirrorOutput(
  { env, limits, directory }: MirrorPlace,
  action: string,
  args: readonly string[],
  { deadlineSeconds = DEADLINE_SECONDS, ...options }: OutputOptions & { readonly deadlineSeconds?: number } = {},
): AsyncGenerator<Buffer, void> {
  const command = { action, args, limits, env: { ...env, GIT_DIR: directory } }
  return gitOutput(command, deadlineSeconds, options)
}

/**
 * The NUL-terminated texts of an output in records of so many each. A last record that is not whole
 * is left out.
 */
export async function* readRecords(output: AsyncIterable<Buffer>, fields: number): AsyncGenerator<string[], void> {
  let record: string[] = []
  for await (const batch of readTexts(output)) {
    for (const text of batch) {
      record.push(text)
      if (record.length < fields) continue
      yield record
      record = []
    }
  }
}
