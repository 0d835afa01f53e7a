import { shellWord } from '@kbisect/text'
import { oneLine } from '../text-format.ts'
import { printText } from './embed.ts'
import type { RecordedBoot } from './recorded-commands.ts'
import { BUSYBOX, NONCE, type ReproduceKit, type RootEntry } from './reproduce-input.ts'

/** Finds a static busybox of the guest's architecture, or fetches Debian's. */
export function busyboxPart({ debian, elfMachine }: ReproduceKit): string {
  return `# What the guest runs: a static busybox of its architecture.
is_static() {
  [ -f "$1" ] && [ "$(od -An -tu1 -j18 -N1 "$1" | tr -d ' ')" = ${elfMachine} ] && ! readelf -lW "$1" 2>/dev/null | grep -q INTERP
}
fetch_busybox() {
  say "Fetching Debian's busybox-static for $debian ..."
  apt=$work/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  : >"$apt/status"
  set -- -o "APT::Architecture=$debian" -o "APT::Architectures=$debian" -o "Dir::State::Lists=$apt/lists" \\
    -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -qq
  (cd "$apt" && { apt-get "$@" update || :; } && apt-get "$@" download busybox-static && dpkg -x busybox-static_*.deb "$apt/unpacked") >&2 || return 1
  for found in "$apt/unpacked/bin/busybox" "$apt/unpacked/usr/bin/busybox"; do
    if is_static "$found"; then cp "$found" "$work/busybox-$debian" && return 0; fi
  done
  return 1
}
busybox=\${BUSYBOX:-}
for place in "$work/busybox-$debian" /bin/busybox /usr/bin/busybox; do
  if [ -z "$busybox" ] && is_static "$place"; then busybox=$place; fi
done
if [ -z "$busybox" ] && command -v apt-get >/dev/null 2>&1 && fetch_busybox; then busybox=$work/busybox-$debian; fi
[ -n "$busybox" ] || fail "there is no static busybox for the guest.
Take one out of Debian's package busybox-static for ${debian} (https://packages.debian.org/busybox-static)
and name it: BUSYBOX=/path/to/busybox"
[ -r "$busybox" ] || fail "$busybox cannot be read"
`
}

/** Entries of the same kind that follow each other make one loop. */
function entryLines(root: readonly RootEntry[]): string[] {
  const lines: string[] = []
  const directories = root.filter((entry) => entry.kind === 'directory').map(({ path }) => shellWord(path))
  const links = root.filter((entry) => entry.kind === 'link')
  let saidLinks = false
  if (directories.length > 0)
    lines.push(`for name in ${directories.join(' ')}; do entry 0040755 "$name" /dev/null; done`)
  for (const entry of root) {
    if (entry.kind === 'device')
      lines.push(`entry 0020666 ${shellWord(entry.path)} /dev/null ${entry.major} ${entry.minor}`)
    if (entry.kind === 'file') {
      const from = entry.path === BUSYBOX ? '"$busybox"' : `"$root/${fileOf(entry.path)}"`
      lines.push(`entry ${entry.executable ? '0100755' : '0100644'} ${shellWord(entry.path)} ${from}`)
    }
    if (entry.kind === 'link' && !saidLinks) {
      saidLinks = true
      const byTarget = new Map<string, string[]>()
      for (const { target, path } of links) byTarget.set(target, [...(byTarget.get(target) ?? []), path])
      for (const [target, paths] of byTarget)
        lines.push(
          `printf %s ${shellWord(target)} >"$root/link"`,
          `for name in ${paths.map(shellWord).join(' ')}; do entry 0120777 "$name" "$root/link"; done`,
        )
    }
  }
  return lines
}

const INIT = 'init'
const fileOf = (path: string): string => path.replaceAll('/', '-')

/**
 * Makes the guest's root file system, byte for byte the one that was booted but for the word of the
 * run.
 */
export function initramfsPart({ root }: ReproduceKit): string {
  const files = root.flatMap((entry) => (entry.kind === 'file' && entry.path !== BUSYBOX ? [entry] : []))
  const writes = files.map(({ path, content }) => {
    const print = printText(Buffer.from(content).toString('utf8'))
    return print.replace('\n', () => ` >"$root/${fileOf(path)}${path === INIT ? '.in' : ''}"\n`)
  })
  return `# The guest's root file system: busybox, init, and the test.
root=$work/root
mkdir -p "$root"
${writes.join('\n')}
pad() {
  case $(($1 % 4)) in 1) printf '\\000\\000\\000' ;; 2) printf '\\000\\000' ;; 3) printf '\\000' ;; esac
}
# One entry of an archive as kernels read it (cpio, "newc"): mode, path, file with the content, numbers of a device.
entry() {
  inode=$((inode + 1))
  size=$(($(wc -c <"$3")))
  length=$((\${#2} + 1))
  case $1 in 004*) links=2 ;; *) links=1 ;; esac
  printf '070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\\000' \\
    "$inode" "$1" 0 0 "$links" 0 "$size" 0 0 "\${4:-0}" "\${5:-0}" "$length" 0 "$2"
  pad $((110 + length))
  cat "$3"
  pad "$size"
}
make_initramfs() {
  sed 's/${NONCE}/'"$nonce/" <"$root/${INIT}.in" >"$root/${INIT}"
  inode=0
  {
    ${entryLines(root).join('\n    ')}
    inode=-1
    entry 0 'TRAILER!!!' /dev/null
  } >"$work/root.cpio"
  size=$(($(wc -c <"$work/root.cpio")))
  head -c $(((512 - size % 512) % 512)) /dev/zero >>"$work/root.cpio"
  gzip -6 -n -c "$work/root.cpio" >"$work/initramfs.cpio.gz"
}
`
}

/** Boots the image once, and keeps what its console says. */
export function bootPart({ program, args }: RecordedBoot, seconds: number): string {
  const words = args.map((word) => (typeof word === 'string' ? shellWord(oneLine(word)) : `"$${word.file}"`))
  const isKvm = args.includes('kvm')
  const device = isKvm
    ? '[ -w /dev/kvm ] || fail "it was booted with KVM, and /dev/kvm cannot be used here (is the user in the group kvm?)"\n'
    : ''
  return `# The boot.
${device}limit=\${TIMEOUT:-${seconds}}
initramfs=$work/initramfs.cpio.gz
console=$work/console.txt
boot() {
  nonce=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \\n')
  make_initramfs
  { timeout --foreground -k 10 "$limit" ${program} ${words.join(' ')} </dev/null 2>"$work/qemu.err" && echo 0 >"$work/qemu.status" || echo $? >"$work/qemu.status"; } |
    head -c 67108864 | tee "$work/console.log"
  status=$(cat "$work/qemu.status")
  tr -d '\\r' <"$work/console.log" >"$console"
  case $status in 0 | 124 | 137 | 141) ;; *) fail "${program} ended with $status: $(cat "$work/qemu.err")" ;; esac
}
timed_out() { [ "$status" = 124 ] || [ "$status" = 137 ]; }
said() { grep -aqF -e "kbisect:$nonce:$1" "$console"; }
answered() { said exit:; }
passed() { grep -aqxF -e "kbisect:$nonce:exit:0" "$console"; }
`
}
