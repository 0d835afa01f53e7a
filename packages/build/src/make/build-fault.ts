import { InfrastructureError } from '@kbisect/exec'

interface Fault {
  readonly code: string
  readonly pattern: RegExp
  readonly hint: string
  /** Builds print it in passing too: it counts only when nothing else explains the failure. */
  readonly lastResort?: true
  /** The sources can cause it as well as the machine: once is no answer, twice is one. */
  readonly doubtful?: true
  /** Where the host does not show it, the sources are at fault: the sandbox causes it too. */
  readonly hostOnly?: true
}

/** Why a build that failed may say nothing about its sources. */
export interface Doubt {
  readonly code: string
  /** What it rests on. */
  readonly text: string
  readonly hint: string
  /** Only the build's output says so; this machine shows nothing of it. */
  readonly claimed?: true
}

// Failures of this machine that make reports like any other. Each is printed by a program that
// names itself, so that a kernel's own text ("Killed", say, in a warning) does not count. A
// makefile can print them too: see `hostAgrees`.
const FAULTS: readonly Fault[] = [
  {
    code: 'disk-full',
    pattern: /(?:: |error: |\(|\] )(?:No space left on device|Disk quota exceeded|File size limit exceeded)/,
    hint: 'free space where the output directory, the ccache and /tmp lie',
  },
  {
    code: 'compiler-killed',
    pattern:
      /internal compiler error: (?:Killed|Terminated)|fatal error: (?:Killed|Terminated) signal|clang[^:]{0,40}: error: unable to execute command: (?:Killed|Terminated)|^make(?:\[\d+\])?: \*\*\* \[.*\] (?:Killed|Terminated|Interrupt|Hangup|Error 1(?:29|30|37|43))$|^(?:\S*ld(?:\.bfd|\.lld)?|collect2): .*(?:terminated with signal (?:9|15)|Killed)/,
    hint: 'give the machine more memory, or build with fewer jobs',
  },
  {
    code: 'out-of-memory',
    pattern:
      /virtual memory exhausted|internal compiler error: .{0,200}(?:out of memory|memory exhausted)|: out of memory allocating \d+ bytes|^LLVM ERROR: out of memory|[Cc]annot allocate memory|std::bad_alloc|memory exhausted|(?:vfork|fork): Resource temporarily unavailable|^\S*sh: \d+: Cannot fork$|Too many open files/,
    hint: 'give the machine more memory, or build with fewer jobs',
  },
  {
    // A compiler that says itself where in the sources it failed is none of these: that one fails
    // there again.
    code: 'compiler-crashed',
    pattern:
      /(?:Segmentation fault|Bus error|Illegal instruction|Aborted|Trace\/breakpoint trap) signal terminated program|unable to execute command: (?:Segmentation fault|Bus error|Illegal instruction|Aborted)|frontend command failed due to signal|^make(?:\[\d+\])?: \*\*\* \[.*\] (?:Segmentation fault|Bus error|Illegal instruction|Aborted|Error 13[2459])\b|^(?:\S*ld(?:\.bfd|\.lld)?|collect2): .*terminated with signal (?:4|6|7|11)\b/,
    hint: 'see whether the memory of this machine is in order, if it crashes elsewhere in the next build',
    doubtful: true,
  },
  {
    code: 'disk-broken',
    pattern: /: Input\/output error$/,
    hint: 'see whether that disk is in order',
  },
  {
    // In the sandbox the sources are read-only, and a makefile that writes there says the same.
    code: 'disk-read-only',
    pattern: /: Read-only file system$/,
    hint: 'see why that disk was made read-only',
    hostOnly: true,
  },
  {
    code: 'program-missing',
    pattern:
      /^make(?:\[\d+\])?: [^\s:/]+: (?:No such file or directory|Command not found)$|^(?:\/bin\/)?(?:ba)?sh: (?:line )?\d+: [^\s:/]+: (?:command )?not found$/,
    hint: 'install that program, see `kbisect doctor`',
    lastResort: true,
  },
]

const UNEXPLAINED: Doubt = {
  code: 'build-unexplained',
  text: 'make failed, and nothing that it printed says why',
  hint: 'read the end of the log; if nothing is wrong with the machine, the next build is believed, on another host where there is one',
}

/** Whether the host itself shows what a line of output claims; `code` is that of the row. */
type Agrees = (code: string, text: string) => boolean

/**
 * Reads a build's output line by line and keeps the first sign that this machine failed and not the
 * kernel.
 */
export class HostErrorReader {
  #found: { fault: Fault; text: string } | undefined

  line(text: string): void {
    const fault = FAULTS.find(({ pattern }) => pattern.test(text))
    if (fault && (!this.#found || weight(fault) > weight(this.#found.fault))) {
      this.#found = { fault, text: text.trim().slice(0, 500) }
    }
  }

  /**
   * Returns the infrastructure error that made the build fail; undefined when the sources did, or
   * may have.
   * @param explained Whether the sources are known to be at fault.
   * @param agrees Whether the host itself shows what a row of this code says; see `hostAgrees`.
   */
  fault(explained: boolean, agrees: Agrees): InfrastructureError | undefined {
    const found = this.#relevant(explained)
    if (!found || found.fault.doubtful || !agrees(found.fault.code, found.text)) return undefined
    const { fault, text } = found
    return new InfrastructureError(fault.code, `the build could not go on: ${text}`, { hint: fault.hint })
  }

  /** Returns why a failure that is no {@link fault} may still be one. */
  doubt(explained: boolean, agrees: Agrees): Doubt | undefined {
    const found = this.#relevant(explained)
    if (!found || (found.fault.hostOnly && !agrees(found.fault.code, found.text)))
      return explained ? undefined : UNEXPLAINED
    const { fault, text } = found
    return fault.doubtful ? { code: fault.code, text, hint: fault.hint } : unconfirmed(fault.code, text, fault.hint)
  }

  #relevant(explained: boolean): { fault: Fault; text: string } | undefined {
    if (!this.#found) return undefined
    const least = explained ? DOUBTFUL : LAST_RESORT
    return weight(this.#found.fault) < least ? undefined : this.#found
  }
}

/**
 * What a build says of this machine and the machine does not show. It has a code of its own: a
 * confirmed infrastructure error of the same task does not confirm it.
 */
export const unconfirmed = (code: string, text: string, hint: string): Doubt => ({
  code: `${code}-unconfirmed`,
  text: `${text} (this host shows nothing of the kind)`,
  hint: `${hint}; when the same revision comes to this again, on another host where there is one, its build counts as failed`,
  claimed: true,
})

const [LAST_RESORT, DOUBTFUL, CERTAIN] = [1, 2, 3]

const weight = ({ lastResort, doubtful }: Fault): number => (lastResort ? LAST_RESORT : doubtful ? DOUBTFUL : CERTAIN)
