import type { ConsoleLine } from './console-lines.ts'

/**
 * Who said a line. `kernel`: it did, or nothing speaks against it. `printed`: user space, which may
 * print an older log. `doubtful`: one of the two, and what follows will tell. `unstamped`:
 * likewise, on a console whose kernel stamps no line.
 */
export type Origin = 'kernel' | 'printed' | 'doubtful' | 'unstamped'

// Two processors may take their times in one order and print in the other.
const SKEW_SECONDS = 0.1
// The tail of an older log starts with a leap. So does a kernel that had nothing to say for long: a
// leap is a doubt, no more.
const LEAP_SECONDS = 30
// A kernel that stamps its lines has stamped so many before it starts init.
const STAMPED_LINES = 3

// What pstore keeps of a kernel that died: "Panic#1 Part1", "Oops#2 Part1".
const KEPT_LOG = /^(?:Panic|Oops|Emergency|Restart|Poweroff|Shutdown|Halt)#\d+ Part\d+$/

/** Tells the kernel's lines from what user space prints, by the times in front of them. */
export class LineOrigins {
  #stamped = 0
  #now = 0
  #newest: string | undefined
  #inOldLog = false
  #carried = 0
  #bare = 0

  /**
   * @param stage `kernel`: user space does not run yet; `test`: a test script does, which may print
   * anything
   */
  of(line: ConsoleLine, stage: 'kernel' | 'userspace' | 'test'): Origin {
    if (stage === 'kernel') {
      if (line.carried) this.#carried++
      else this.#bare++
      return this.#ofKernel(line)
    }
    // A console that something else records has it from its first line on; in a bare one user space
    // prints a stored log.
    if (line.carried && this.#carried < this.#bare) return 'printed'
    if (line.seconds === undefined) return this.#ofUnstamped(line.text, stage)
    if (line.seconds < this.#now - SKEW_SECONDS) return this.#ofPast(line)
    if (line.text === this.#newest && line.seconds <= this.#now) return this.#ofPast(line)
    if (this.#inOldLog || (stage === 'test' && line.seconds > this.#now + LEAP_SECONDS)) return 'doubtful'
    return this.#ofKernel(line)
  }

  #ofKernel({ seconds, text }: ConsoleLine): Origin {
    if (seconds === undefined) return 'kernel'
    this.#stamped++
    this.#now = seconds
    this.#newest = text
    return 'kernel'
  }

  #ofUnstamped(text: string, stage: 'userspace' | 'test'): Origin {
    this.#inOldLog = KEPT_LOG.test(text)
    if (this.#stamped >= STAMPED_LINES) return 'printed'
    return stage === 'test' ? 'unstamped' : 'kernel'
  }

  // Its own newest line ends a print of the kernel's own log: what follows is new.
  #ofPast({ text, seconds }: ConsoleLine): Origin {
    this.#inOldLog = !(text === this.#newest && seconds === this.#now)
    return 'printed'
  }
}
