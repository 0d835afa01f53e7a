/** A fault of the machine that one of the programs in `faulty/` brought about. */
export interface InjectedFault {
  readonly where: 'build' | 'boot' | 'git'
  /** `compiler-killed`, `ended-midway` … */
  readonly kind: string
  /**
   * Where it struck: a boot's initramfs, a git command as `revert:<hash>`; of a build nothing: its
   * log names the fault.
   */
  readonly what: string
}

const LINE = /^(build|boot|git) (\S+) (\S+)$/

/**
 * Reads what the programs noted, one fault a line. A line that was cut off by the end of a program
 * is none.
 */
export function readInjectedFaults(text: string): InjectedFault[] {
  return text.split('\n').flatMap((line) => {
    const [, where, kind = '', what = ''] = LINE.exec(line) ?? []
    return where === undefined ? [] : [{ where: where as InjectedFault['where'], kind, what }]
  })
}
