import { InfrastructureError } from '@kbisect/exec'

interface Fault {
  readonly code: string
  readonly pattern: RegExp
  readonly cure: string
  /** Builds print it in passing too: it counts only when nothing else explains the failure. */
  readonly lastResort?: true
}

// Failures of this machine that make reports like any other. Each is printed by a program that names itself, so that a
// kernel's own text ("Killed", say, in a warning) does not count.
const FAULTS: readonly Fault[] = [
  {
    code: 'disk-full',
    pattern: /(?:: |error: |\()(?:No space left on device|Disk quota exceeded|File size limit exceeded)/,
    cure: 'free space where the output directory, the ccache and /tmp lie',
  },
  {
    code: 'compiler-killed',
    pattern:
      /internal compiler error: (?:Killed|Terminated)|fatal error: Killed signal|clang.*: error: unable to execute command: (?:Killed|Terminated)|^make(?:\[\d+\])?: \*\*\* \[.*\] (?:Killed|Terminated|Error 137|Error 143)|^(?:\S*ld(?:\.bfd|\.lld)?|collect2): .*(?:terminated with signal 9|Killed)/,
    cure: 'give the machine more memory, or build with fewer jobs',
  },
  {
    code: 'out-of-memory',
    pattern:
      /virtual memory exhausted|: out of memory allocating \d+ bytes|^LLVM ERROR: out of memory|[Cc]annot allocate memory|std::bad_alloc|memory exhausted|(?:vfork|fork): Resource temporarily unavailable|^\S*sh: \d+: Cannot fork$|Too many open files/,
    cure: 'give the machine more memory, or build with fewer jobs',
  },
  {
    code: 'disk-broken',
    pattern: /: Input\/output error$/,
    cure: 'see whether that disk is in order',
  },
  {
    code: 'program-missing',
    pattern:
      /^make(?:\[\d+\])?: [^\s:/]+: (?:No such file or directory|Command not found)$|^(?:\/bin\/)?(?:ba)?sh: (?:line )?\d+: [^\s:/]+: (?:command )?not found$/,
    cure: 'install that program, see `kbisect doctor`',
    lastResort: true,
  },
]

/** Reads a build's output line by line and keeps the first sign that this machine failed and not the kernel. */
export class FaultReader {
  #found: { fault: Fault; text: string } | undefined

  line(text: string): void {
    if (this.#found && !this.#found.fault.lastResort) return
    const fault = FAULTS.find(({ pattern }) => pattern.test(text))
    if (fault && !(this.#found && fault.lastResort)) this.#found = { fault, text: text.trim().slice(0, 500) }
  }

  /** @param explained Whether the sources are known to be at fault. */
  fault(explained: boolean): InfrastructureError | undefined {
    if (!this.#found || (explained && this.#found.fault.lastResort)) return undefined
    const { fault, text } = this.#found
    return new InfrastructureError(fault.code, `the build could not go on: ${text}`, { cure: fault.cure })
  }
}
