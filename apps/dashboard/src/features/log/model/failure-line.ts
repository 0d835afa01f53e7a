import type { Signature } from '@kbisect/contracts'

/** How the kernel announces each kind of failure, most telling first. */
const headlines: readonly { kind: RegExp; line: RegExp }[] = [
  { kind: /^lockdep$/, line: /possible .{0,80}(?:deadlock|locking)|WARNING: .{0,80}lock|inconsistent lock state/ },
  { kind: /^kasan$/, line: /BUG: KASAN/ },
  { kind: /^ubsan$/, line: /UBSAN: / },
  { kind: /^kfence$/, line: /BUG: KFENCE/ },
  { kind: /^kcsan$/, line: /BUG: KCSAN/ },
  { kind: /^atomic$/, line: /scheduling while atomic|sleeping function called from invalid context/ },
  { kind: /^oom$/, line: /Out of memory|invoked oom-killer|System is deadlocked on memory/ },
  { kind: /^no-root$/, line: /Unable to mount root fs/ },
  { kind: /^(no-init|init-died)$/, line: /No working init found|Attempted to kill init|Requested init/ },
  { kind: /^test-failed$/, line: /^kbisect:\w+:exit:/ },
  { kind: /oops|fault|bug/, line: /Unable to handle kernel|Internal error: Oops|BUG: |kernel BUG at|Oops:/ },
  { kind: /panic/, line: /Kernel panic - not syncing|Internal error:|Unable to handle kernel/ },
  { kind: /warn/, line: /WARNING: / },
  { kind: /build|compile/, line: /\berror:|Error \d|undefined reference/ },
  { kind: /lockup|stall|hung/, line: /soft lockup|hard LOCKUP|rcu.{0,80}stall|blocked for more than/ },
]

export interface FailureLines {
  /** Where the failure is announced; undefined when the log does not show it. */
  readonly main: number | undefined
  /** Further lines that name the failing function. */
  readonly related: ReadonlySet<number>
}

/**
 * Finds the lines of a console log that show a failure. A hang or silence shows as the last thing
 * said. The line that was kept with the failure is looked for first; what was stored before lines
 * were kept has the normalised text alone, which need not occur.
 */
export function failureLines(lines: readonly string[], signature: Signature): FailureLines {
  const related = new Set<number>()
  const name = signature.function
  if (name) {
    lines.forEach((line, index) => {
      if (line.includes(name)) related.add(index)
    })
  }
  const main = mainLine(lines, signature, related)
  if (main !== undefined) related.delete(main)
  return { main, related }
}

/**
 * Tells whether a line announces a failure of this kind, for logs that are read once and not kept.
 * Undefined where that cannot be told from a line alone: a hang is what comes last.
 */
export function announces(signature: Signature): ((line: string) => boolean) | undefined {
  const headline = headlines.find(({ kind }) => kind.test(signature.kind))
  const { text, function: name, line: printed } = signature
  if (printed !== undefined) return shows(printed)
  if (headline) return (line) => headline.line.test(line) || (text !== '' && line.includes(text))
  if (/hang|silence|timeout/.test(signature.kind) || !name) return undefined
  return (line) => line.includes(name)
}

/**
 * Tells whether a line of a log has what was kept of it with a failure: of a long one the start.
 */
function shows(printed: string): (line: string) => boolean {
  const start = printed.replace(/…$/, '')
  return (line) => line.replaceAll('\t', ' ').includes(start)
}

function mainLine(lines: readonly string[], signature: Signature, related: ReadonlySet<number>): number | undefined {
  const found = (index: number) => (index < 0 ? undefined : index)
  const headline = headlines.find(({ kind }) => kind.test(signature.kind))
  return (
    (signature.line !== undefined ? found(lines.findIndex(shows(signature.line))) : undefined) ??
    found(lines.findIndex((line) => signature.text !== '' && line.includes(signature.text))) ??
    (headline && found(lines.findIndex((line) => headline.line.test(line)))) ??
    (/hang|silence|timeout/.test(signature.kind)
      ? found(lines.findLastIndex((line) => line.trim() !== ''))
      : related.values().next().value)
  )
}
