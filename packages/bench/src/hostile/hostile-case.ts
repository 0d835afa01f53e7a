import type { ToyCommit } from '@kbisect/testing'

/** Printed by a hostile build where it reached what it must not reach. */
export const ESCAPED = 'KBISECT-HOSTILE-ESCAPED'

/** A commit of a tree whose author means harm, or whose build goes wrong as if. */
export interface HostileCase {
  readonly name: string
  readonly words: string
  readonly commit: Omit<ToyCommit, 'name' | 'parents'>
  /** What the bisection tests; default: boot. */
  readonly test?: 'boot' | 'build'
  /**
   * The bisection is to name the hostile commit: it fails by itself, and the kernels before it do
   * not.
   */
  readonly isCulprit?: boolean
  /** Refused when the tree is read; no bisection is begun. */
  readonly isRefused?: boolean
}

/** A part of a commit that has a script run in each build. */
type BuildScript = Pick<HostileCase['commit'], 'files' | 'makefile'>

/**
 * Runs a script in each build, before the first object is compiled.
 * @param script for a POSIX shell; `$out` is the build's output directory, `$image` its image,
 * `$src` the source
 */
export const beforeCompile = (script: string): BuildScript => hook('before', script, '$(objtree)/init/main.o')

/** The same when the image is there. */
export function afterImage(script: string): BuildScript {
  const { makefile, files } = hook('after', script, 'Image zImage bzImage')
  return { files, makefile: `${makefile}hostile-after: $(objtree)/$(image)\n` }
}

function hook(name: string, script: string, goal: string) {
  const path = `scripts/hostile-${name}.sh`
  const command = `@sh $(srctree)/${path} "$(objtree)" "$(objtree)/$(image)" "$(srctree)"`
  return {
    makefile: `\n.PHONY: hostile-${name}\n${goal}: hostile-${name}\nhostile-${name}:\n\t${command}\n`,
    files: { [path]: `out=$1 image=$2 src=$3\n${script.trim()}\n` },
  }
}
