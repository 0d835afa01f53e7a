import { afterImage, beforeCompile, ESCAPED, type HostileCase } from './hostile-case.ts'

const build = (
  name: string,
  words: string,
  commit: HostileCase['commit'],
  more: Partial<HostileCase> = {},
): HostileCase => ({ name, words, commit, ...more })

/** The build fails: the commit is the culprit of a build test. */
const failing = { test: 'build', isCulprit: true } as const

/**
 * What builds try on the host and on other builds. `secrets`: files that only the service may read.
 */
export const reachingCases = (secrets: readonly string[], canary: string): readonly HostileCase[] => [
  build(
    'setuid-program',
    'leaves a set-user-id copy of a program in its output',
    afterImage(
      'cp /usr/bin/id $out/id && chmod 4755 $out/id\ncp /usr/bin/id $out/id-group && chmod 2755 $out/id-group',
    ),
  ),
  build(
    'compiler-cache',
    'makes the compiler cache run a program in later builds',
    beforeCompile(
      [
        `for dir in "$CCACHE_DIR" "$HOME/.config/ccache" "$HOME/.ccache" "$(ccache -k cache_dir 2>/dev/null)"; do`,
        '  mkdir -p "$dir" 2>/dev/null || continue',
        `  printf '#!/bin/sh\\necho ${ESCAPED} >&2\\nexec "$@"\\n' > "$dir/prefix" && chmod 755 "$dir/prefix"`,
        '  echo "prefix_command = $dir/prefix" > "$dir/ccache.conf"',
        'done 2>/dev/null',
        'true',
      ].join('\n'),
    ),
  ),
  build(
    'secrets',
    'reads the files of the service and of the host',
    beforeCompile(
      `for file in ${secrets.join(' ')} /etc/shadow /etc/ssl/private/* /proc/1/environ /root/.ssh/*; do
cat "$file" >/dev/null 2>&1 && test -s "$file" && echo ${ESCAPED} read "$file" >&2
done
true`,
    ),
  ),
  build(
    'host-files',
    'writes beside its output',
    beforeCompile(
      `for file in ${canary} $src/../hostile $out/../hostile /etc/hostile /usr/bin/hostile; do
echo hostile > "$file" 2>/dev/null
done
true`,
    ),
  ),
  build(
    'network',
    'connects to servers of the host',
    beforeCompile(
      `for port in 22 80 5432 6379 8470; do
bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" 2>/dev/null && echo ${ESCAPED} port "$port" >&2
done
true`,
    ),
  ),
  build('kill-all', 'kills every process that it may kill', beforeCompile('kill -9 -1'), failing),
  build('image-link', 'makes its image a link to a file of the host', afterImage('ln -sf /etc/passwd "$image"')),
  build(
    'mount',
    'mounts file systems and makes namespaces',
    beforeCompile(
      `unshare -Urm true 2>/dev/null && echo ${ESCAPED} user namespace >&2
mount -t tmpfs none /tmp 2>/dev/null && echo ${ESCAPED} mount >&2
true`,
    ),
  ),
]

/** What builds take of the host: memory, processes, disk, time. */
export const takingCases: readonly HostileCase[] = [
  build(
    'memory',
    'holds 400 times 24 MiB at once',
    beforeCompile(
      `i=0
while [ $i -lt 400 ]; do
python3 -c 'import time; x = b"x" * (24 << 20); time.sleep(20)' & i=$((i + 1))
done
wait
false`,
    ),
    failing,
  ),
  build(
    'fork-bomb',
    'is a fork bomb',
    beforeCompile("timeout 30 sh -c 'f() { f | f & }; f; sleep 30'\nfalse"),
    failing,
  ),
  build('disk', 'fills the disk', beforeCompile('head -c 200G /dev/zero > $out/zeros\nfalse'), failing),
  build(
    'tmpfs',
    'fills every file system in memory',
    beforeCompile(
      'for dir in /tmp /dev/shm /var/tmp /run /etc; do head -c 64G /dev/zero > "$dir/zeros" 2>/dev/null; done\nfalse',
    ),
    failing,
  ),
  build(
    'daemon',
    'leaves a process behind',
    beforeCompile("setsid sh -c 'while :; do sleep 1; done' >/dev/null 2>&1 &"),
  ),
  build('endless', 'never ends', beforeCompile('while :; do sleep 1; done'), failing),
  build('long-log', 'prints 4 GiB', beforeCompile('yes hostile | head -c 4G\nfalse'), failing),
]

/** What builds leave for those who read it: files and output. */
export const leavingCases: readonly HostileCase[] = [
  build(
    'carriage-returns',
    'fails with 300 kB of carriage returns',
    beforeCompile("head -c 300000 /dev/zero | tr '\\0' '\\r' >&2\nfalse"),
    failing,
  ),
  build(
    'long-line',
    'fails with one line of 128 KiB that looks like a compiler’s',
    beforeCompile(
      'i=0\nwhile [ $i -lt 13000 ]; do printf "clang: in " >&2; i=$((i + 1)); done\necho "error: x" >&2\nfalse',
    ),
    failing,
  ),
  build(
    'terminal',
    'fails with terminal escapes and markup',
    beforeCompile(
      `printf 'x.c:1:1: error: \\033]0;owned\\007\\033[2J<script>alert(1)</script><img src=x onerror=alert(1)>\\n' >&2\nfalse`,
    ),
    failing,
  ),
  build(
    'says-disk-full',
    'says that the disk is full',
    beforeCompile("echo 'x.c: fatal error: cannot write: No space left on device' >&2\nfalse"),
    failing,
  ),
  build(
    'says-killed',
    'says that its compiler was killed',
    beforeCompile("echo 'gcc: fatal error: Killed signal terminated program cc1' >&2\nfalse"),
    failing,
  ),
  build(
    'fifo',
    'leaves a FIFO as a list of inputs',
    afterImage('rm -f $out/init/.main.o.cmd; mkfifo $out/init/.main.o.cmd'),
  ),
  build('sparse-image', 'leaves an image of 64 GiB', afterImage('rm "$image"; truncate -s 64G "$image"')),
  build('sparse-config', 'leaves a .config of 3 GiB', afterImage('truncate -s 3G $out/.config')),
  build(
    'thin-archive',
    'leaves a thin archive that names itself',
    afterImage("cd $out && printf '!<thin>\\n%-16s%-12s%-6s%-6s%-8s%-10s`\\n' 'evil.a/' 0 0 0 644 0 > evil.a"),
  ),
  build(
    'deep-directories',
    'leaves 2,000 directories in each other',
    afterImage('cd $out; i=0\nwhile [ $i -lt 2000 ]; do mkdir d && cd d || break; i=$((i + 1)); done\ntrue'),
  ),
  build(
    'locked-directory',
    'leaves a directory that cannot be entered',
    afterImage('mkdir -p $out/locked/in\nchmod 0 $out/locked'),
  ),
  build(
    'link-loop',
    'leaves links to the directory above',
    afterImage('ln -s .. $out/up; ln -s / $out/root; ln -s self $out/self'),
  ),
]
