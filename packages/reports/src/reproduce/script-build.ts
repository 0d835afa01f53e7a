import { shellWord } from '@kbisect/text'
import type { ReproduceInput } from './reproduce-input.ts'
import { buildOf, type Reproduction } from './reproduction.ts'
import { packageOf } from './tool-packages.ts'

/** Says what is missing before anything is begun. */
export function toolsPart({ recorded, boot }: Reproduction): string {
  const always = ['git', 'make', 'gcc', 'ld', 'readelf', 'flex', 'bison', 'bc', 'perl', 'gzip', 'base64', 'sha256sum']
  const booting = boot ? ['timeout', 'od', 'sed', boot.program] : []
  const { isLlvm, compiler } = recorded.make
  const version = /-\d+$/.exec(compiler)?.[0] ?? ''
  const compilers = isLlvm ? [`ld.lld${version}`, `llvm-objcopy${version}`] : []
  const needs = [...always, ...compilers, ...booting].map(
    (tool) => `need ${shellWord(tool)} ${shellWord(packageOf(tool))}`,
  )
  const { prefix } = recorded.make
  const crossPackage = packageOf(`${prefix ?? ''}${recorded.make.compiler}`)
  return `# What this takes.
missing=
need() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing
  $1 (Debian: apt-get install $2)"
}
${needs.join('\n')}
need "$cc" ${shellWord(crossPackage)}
[ -z "$missing" ] || fail "these programs are missing:$missing
A kernel may also need the headers of libelf and of OpenSSL (Debian: libelf-dev libssl-dev)."
`
}

/** The compiler, and how it is told from the one that was used. */
export function compilerPart(
  { build, recorded }: Reproduction,
  { crossPrefix, nativeMachines }: ReproduceInput['kit'],
): string {
  const { prefix, compiler, isLlvm } = recorded.make
  const machines = nativeMachines.map(shellWord).join(' | ')
  const cross =
    prefix === undefined
      ? `case $(uname -m) in ${machines}) cross=\${CROSS_COMPILE-} ;; *) cross=\${CROSS_COMPILE-${crossPrefix}} ;; esac`
      : `cross=\${CROSS_COMPILE-${shellWord(prefix)}}`
  return `# The compiler.
${cross}
cc=${isLlvm ? '' : '"$cross"'}${shellWord(compiler)}
wrapper=\${WRAPPER:+$WRAPPER }
compiler_then=${shellWord(build.toolchain)}
`
}

/** Puts the sources of the commit in place: a worktree of a clone, or the commit alone. */
export function sourcePart(input: ReproduceInput, { commit, parents }: Reproduction): string {
  const fixes = [commit, ...parents].flatMap((hash) => {
    const patched = buildOf(input, hash)?.patched
    return patched ? [`  ${shellWord(hash)}) fix=${shellWord(patched)} ;;`] : []
  })
  return `# The sources, in a directory of their own.
source=$work/source
fetch() { # hash, how deep
  say "Fetching $1 from $tree_url ..."
  git -C "$source" fetch --quiet --no-tags --depth "$2" -- "$tree_url" "$1" ||
    git -C "$source" fetch --quiet --no-tags -- "$tree_url" '+refs/heads/*:refs/fetched/*' ||
    fail "$1 cannot be fetched from $tree_url; set KERNEL to a clone that has it"
}
has() { git -C "$1" cat-file -e "$2^{commit}" 2>/dev/null; }
fix=
case $wanted in
${fixes.join('\n')}${fixes.length > 0 ? '\n' : ''}  *) ;;
esac
if [ -n "\${KERNEL:-}" ]; then
  git -C "$KERNEL" rev-parse --git-dir >/dev/null 2>&1 || fail "$KERNEL is no clone of git"
  for hash in "$wanted" $fix; do
    has "$KERNEL" "$hash" || git -C "$KERNEL" fetch --quiet --no-tags -- "$tree_url" "$hash" ||
      fail "$KERNEL does not have $hash, and it cannot be fetched from $tree_url"
  done
  [ -e "$source/.git" ] || git -C "$KERNEL" worktree add --quiet --force --detach "$source" "$wanted" || fail "no worktree of $KERNEL can be made at $source"
else
  [ -e "$source/.git" ] || git init --quiet "$source"
  has "$source" "$wanted" || fetch "$wanted" 1
  [ -z "$fix" ] || has "$source" "$fix^" || fetch "$fix" 2
fi
git -C "$source" checkout --quiet --detach --force "$wanted" || fail "$wanted cannot be checked out"
git -C "$source" clean --quiet -ffdx
if [ -n "$fix" ]; then
  say "Applying $fix, without which it does not build."
  git -C "$source" cherry-pick --no-commit "$fix" || fail "$fix does not apply"
fi
if [ "$wanted" = "$commit" ]; then say "Commit $wanted: $subject"; else say "Commit $wanted"; fi
`
}

/** Builds with the recorded lines, in directories of the script's own. */
export function buildPart({ recorded }: Reproduction): string {
  const { settings, variables, prefix, isLlvm } = recorded.make
  const environment = settings.map(([name, value]) => `${name}=${shellWord(value)}`)
  const words = [
    ...['make -C "$source"', '"O=$output"', ...variables.map(shellWord)],
    ...(prefix === undefined ? [`\${cross:+"CROSS_COMPILE=$cross"}`] : ['"CROSS_COMPILE=$cross"']),
    ...['"CC=$wrapper$cc"', `"HOSTCC=\${wrapper}${isLlvm ? '$cc' : 'gcc'}"`],
  ]
  return `# The build.
output=$work/build-$(printf '%.12s' "$wanted")
make_kernel() {
  env -i "PATH=$PATH" "HOME=\${HOME:-/}" \${CCACHE_DIR:+"CCACHE_DIR=$CCACHE_DIR"} \\
    ${environment.join(' ')} \\
    ${words.join(' ')} "$@"
}
logged() { # log file, command: runs it, keeps what it says and its status
  log=$1
  shift
  { "$@" 2>&1 && echo 0 >"$log.status" || echo $? >"$log.status"; } | tee "$log"
  return "$(cat "$log.status")"
}
mkdir -p "$output"
: >"$output.log"
compiler_now=$("$cc" --version | head -n 1)
if [ "$compiler_now" != "$compiler_then" ]; then
  say "Note: the compiler here is another one, and the failure may depend on it."
  say "  then: $compiler_then"
  say "  here: $compiler_now"
fi
write_config
cp "$output/.config" "$output.wanted"
make_kernel olddefconfig >>"$output.log" 2>&1 || fail "the configuration cannot be settled; see $output.log"
if ! cmp -s "$output.wanted" "$output/.config"; then
  say "Note: make settled the configuration in another way:"
  diff "$output.wanted" "$output/.config" | grep '^[<>]' | head -n 20 || :
fi
say "Building ${recorded.goal} in $output ..."
`
}
