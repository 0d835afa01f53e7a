/** What an operator reads about a code: what it means and what to do. */
export interface ErrorEntry {
  readonly meaning: string
  readonly remedy: string
}

interface ErrorGroup {
  readonly title: string
  readonly about: string
  readonly errors: Readonly<Record<string, ErrorEntry>>
}

const entry = (meaning: string, remedy: string): ErrorEntry => ({ meaning, remedy })

/**
 * All codes of infrastructure errors and ambiguous failures, in the order of
 * docs/infrastructure-errors.md.
 */
export const ERROR_GROUPS: readonly ErrorGroup[] = [
  {
    title: 'Host',
    about: 'The operating system of a host refused something.',
    errors: {
      'disk-full': entry(
        'A disk or a quota is full, or free space fell below half of `KBISECT_DISK_RESERVE_BYTES` during a build. A build that hits this loses its output directory.',
        'Free space on the disk that the message names, or in `/tmp` and the compiler cache. kbisect continues by itself.',
      ),
      'out-of-memory': entry(
        'The host had too little memory for a compiler, a linker, git or a process of kbisect.',
        'Add memory, or lower `KBISECT_BUILD_JOBS` and `KBISECT_BOOT_SLOTS`.',
      ),
      'too-many-files': entry(
        'The service reached its limit of open files.',
        'Raise the limit: `LimitNOFILE=` in a systemd unit, `ulimit -n` in a shell.',
      ),
      'not-allowed': entry(
        'The operating system refused access to a file, or the file system is read-only.',
        'Let the user of the service read and write the path that the message names.',
      ),
      'disk-broken': entry(
        'A read or write failed with an input/output error.',
        'Look for disk errors in the kernel log of the host (`dmesg`) and check the file system.',
      ),
      'disk-read-only': entry(
        'A build met a read-only file system, and the host has mounted it read-only.',
        'Look in the kernel log for the reason, repair the file system and mount it for writing.',
      ),
      'program-missing': entry(
        'A program that kbisect or a kernel build starts is not installed.',
        'Install it; `kbisect doctor` names the package.',
      ),
      'lock-failed': entry(
        'kbisect could not lock a file of the state directory, such as the lock of a mirror.',
        'Let the user of the service write the state directory, and check that its file system supports `flock`.',
      ),
      'file-missing': entry(
        'A file or directory disappeared while a command that needs it was started.',
        'Find out what removes files from the state directory. The next try looks for the file again.',
      ),
      'remove-failed': entry(
        'kbisect could not remove a directory of its own.',
        'Remove the directory that the message names by hand; kbisect makes it again.',
      ),
    },
  },
  {
    title: 'Workers',
    about: 'A worker process died, or it cannot do what the bisection needs.',
    errors: {
      'worker-died': entry(
        'A worker or a coordinator died, or stopped answering, during a task.',
        'Read the log of the worker and the kernel log of its host; the out-of-memory killer is the most frequent reason.',
      ),
      'toolchain-differs': entry(
        'The host has another compiler, assembler or linker than the first build of this target.',
        'Start a worker with the first toolchain, or run `kbisect resume ID --repin` to test the target again with what the hosts have.',
      ),
      'emulator-differs': entry(
        'The host has another version of QEMU than the first boot of this target.',
        'Start a worker with that version, or run `kbisect resume ID --repin`.',
      ),
      'accelerator-differs': entry(
        'The first boot of this target used KVM and this host does not, or the other way round.',
        'Start a worker with the same accelerator (see `KBISECT_KVM`), or run `kbisect resume ID --repin`.',
      ),
      'pattern-refused': entry(
        'A stored request has a console pattern that this version of kbisect does not accept.',
        'Cancel the bisection and start a new one with another pattern.',
      ),
      'not-built': entry(
        'A compiled file of kbisect itself is missing.',
        'Run `npm run build` in the checkout, or install the release again.',
      ),
    },
  },
  {
    title: 'Sandbox',
    about: 'bubblewrap isolates builds and boots.',
    errors: {
      'sandbox-missing': entry(
        'bubblewrap cannot start a sandbox on this host.',
        'Install bubblewrap and allow user namespaces; `kbisect doctor` says what is missing. `KBISECT_SANDBOX=none` is only for trees that you trust.',
      ),
      'sandbox-failed': entry(
        'bubblewrap started and could not set up the sandbox of one command.',
        'Read the words of bubblewrap in the message; often a path is missing or user namespaces are restricted.',
      ),
    },
  },
  {
    title: 'Builds',
    about:
      'kbisect could not build a kernel. A failure that the sources cause is a result of the build and not listed here.',
    errors: {
      'toolchain-missing': entry(
        'The host lacks a part of the toolchain that the target names.',
        'Install it; `kbisect doctor` lists the toolchains of this host.',
      ),
      'toolchain-unknown': entry(
        'The request names a toolchain that does not exist.',
        'Use `gcc` or `clang`, with a version if needed, such as `gcc-12`.',
      ),
      'toolchain-broken': entry('A compiler cannot print its version.', 'Install the compiler again.'),
      'toolchain-changed': entry(
        'The compiler was upgraded during a build.',
        'Nothing: kbisect discards the build and makes it again.',
      ),
      'compiler-killed': entry(
        'A compiler, a linker or make was killed by a signal, and the host confirms that it was short of memory or the sandbox was killed.',
        'Add memory, or lower `KBISECT_BUILD_JOBS`.',
      ),
      'build-timeout': entry(
        'A build took longer than `KBISECT_BUILD_TIMEOUT_SECONDS`.',
        'Raise that setting, or give the host less work.',
      ),
      'source-missing': entry(
        'The worktree of the revision disappeared before the build.',
        'Find out what removes files from `worktrees/` in the state directory. The next try makes the worktree again.',
      ),
      'output-modes': entry(
        'kbisect could not remove set-id bits from the output of a build.',
        'Remove the directory that the message names by hand.',
      ),
      'inspection-failed': entry(
        'The sandboxed process that reads the output of a build did not start or was killed.',
        'Check the memory of the host, and whether Node runs in the sandbox (`kbisect doctor`).',
      ),
      'addr2line-missing': entry(
        'There is no addr2line to find the source line of a failure.',
        'Install the binutils of that architecture, or llvm.',
      ),
      'addr2line-failed': entry(
        'addr2line could not read the debug information of a build.',
        'Check the memory of the host; the failure of the kernel is still reported, without its source line.',
      ),
    },
  },
  {
    title: 'Ambiguous build and boot failures',
    about:
      'Both a bad kernel and a broken host can cause these failures. The first time kbisect stores an infrastructure error and tries again, on another host if there is one. When the same task fails in the same way again, the failure counts as the result of the kernel; where other living hosts could take the task, only when a second host shows it. What one of several hosts repeats never counts: after five times the bisection pauses.',
    errors: {
      'compiler-crashed': entry(
        'A compiler or linker crashed and named no place in the sources.',
        'If the next build crashes elsewhere, test the memory of the host.',
      ),
      'build-unexplained': entry(
        'make failed and printed no reason.',
        'Read the end of the build log; nothing else is needed if the host is healthy.',
      ),
      'build-too-large': entry(
        'The output directory of a build grew beyond `KBISECT_BUILD_SIZE_LIMIT_BYTES`. kbisect emptied it.',
        'Raise that setting if builds of this target need more.',
      ),
      'build-hung': entry(
        'A build reached `KBISECT_BUILD_TIMEOUT_SECONDS` without using the processor: it slept, or waited for something that never came. kbisect skips the revision.',
        'Read the end of the build log. Raise that setting only if builds of this tree wait for that long on purpose.',
      ),
      'build-*-limit': entry(
        'A build needed more memory or more processes than one task may use (`build-memory-limit`, `build-processes-limit`).',
        'Add memory or lower `KBISECT_BUILD_JOBS`, if other builds of this tree need as much.',
      ),
      '*-unconfirmed': entry(
        'A build printed words of an infrastructure error, such as "No space left on device", and the host shows nothing of the kind. The part before the hyphen is the code of that error, as in `disk-full-unconfirmed`.',
        'Check the host for that error. If it is healthy, nothing is needed.',
      ),
      'output-unreadable': entry(
        'kbisect could not read the output of a build within its limits of time and memory.',
        'See what this revision leaves in its output directory.',
      ),
      'no-kernel-line': entry(
        'The console of a boot shows no line of a kernel.',
        'Check that other kernels boot on that host. Nothing is needed for a kernel that prints nothing.',
      ),
    },
  },
  {
    title: 'Boots',
    about: 'kbisect could not boot a kernel, or could not watch the boot.',
    errors: {
      'emulator-missing': entry(
        'QEMU for the architecture is not installed or does not start.',
        'Install the package that the message names.',
      ),
      'emulator-failed': entry('QEMU ended with an error.', 'Run the command of the message by hand to see more.'),
      'emulator-killed': entry(
        'A signal from outside ended QEMU.',
        'Look for the out-of-memory killer in the kernel log of the host, and lower `KBISECT_BOOT_SLOTS`.',
      ),
      'host-overloaded': entry(
        'QEMU waited for a processor for so long that the boot was given up.',
        'Lower `KBISECT_BOOT_SLOTS`, or give the host less work.',
      ),
      'host-too-small': entry(
        'The guest of the target wants more memory than the host can give. Another host takes the boot.',
        'Start a boot worker on a host with more memory, or ask for a smaller guest.',
      ),
      'boot-file-unreadable': entry(
        'The worker cannot read the kernel image or another file of the boot.',
        'Let the user of the service read that file, and check the disk.',
      ),
      'busybox-missing': entry(
        'There is no static busybox for the architecture, and it could not be downloaded.',
        'Put one at the path that the message names; it also names the Debian package that has it.',
      ),
      'busybox-unreadable': entry(
        'The cached busybox cannot be read.',
        'Delete `busybox/` in the state directory; kbisect fetches it again.',
      ),
      'initramfs-unwritable': entry(
        'The worker cannot write the initramfs of a boot.',
        'Check the space and the permissions of the directory that the message names.',
      ),
      'console-log-unwritable': entry(
        'The worker cannot write the console log of a boot.',
        'Check the space and the permissions of the directory that the message names.',
      ),
    },
  },
  {
    title: 'Git',
    about: 'An API request that reads a tree can return these codes as well.',
    errors: {
      'git-failed': entry(
        'A git command failed for a reason that kbisect does not recognise.',
        'Run the command of the message by hand. If it works there, repeat the request.',
      ),
      'git-network': entry(
        'The host of the tree cannot be reached, or the connection broke.',
        'Check the network and the URL. A fetch can be repeated safely.',
      ),
      'git-authentication': entry(
        'The server asks for a password or refuses the SSH key.',
        'Give the tree credentials (`PUT /api/v1/trees/NAME/credentials`), use a URL that needs no password, or give the user of the service an SSH key (see `SSH_AUTH_SOCK`).',
      ),
      'git-credentials-unreadable': entry(
        'A worker had to fetch a tree whose credentials it cannot read: workers have no key, because they run code under test.',
        'Fetch the tree by its page or by `POST /api/v1/trees/NAME/fetch`, then resume the bisection.',
      ),
      'git-redirected': entry(
        'The server redirects to another address; kbisect follows no redirect.',
        'Register the tree with the address that the server redirects to.',
      ),
      'git-not-a-repository': entry(
        'There is no git repository at the URL or path of the tree.',
        'Check the URL: `git ls-remote URL` must list its branches.',
      ),
      'git-protocol-refused': entry(
        'The protocol of the URL is not allowed.',
        'Use an allowed protocol, or add this one to `KBISECT_GIT_PROTOCOLS`.',
      ),
      'git-address-refused': entry(
        'The host of the tree has a loopback or private address.',
        'Add its network to `KBISECT_GIT_ALLOW_CIDRS`.',
      ),
      'git-invalid-url': entry(
        'kbisect cannot tell the host, port or path of the URL.',
        'Write `scheme://host/path`, with the port after the host if it needs one.',
      ),
      'git-relative-path': entry('A local tree is named by a relative path.', 'Use the absolute path.'),
      'git-invalid-name': entry(
        'A tree has a name that cannot be a directory name.',
        'Use letters, digits, dots, hyphens and underscores; begin with a letter or a digit.',
      ),
      'git-invalid-pin': entry(
        'A bisection has an id that cannot be part of a ref name.',
        'Report this: kbisect makes these ids itself.',
      ),
      'git-shallow': entry(
        'The source repository is a shallow clone, so its history is incomplete.',
        'Run `git fetch --unshallow` in it, then fetch the tree again.',
      ),
      'git-objects-missing': entry(
        'The source repository lacks objects that its commits need; it is a partial clone or damaged.',
        'Run `git fetch --refetch --no-filter` in it, then fetch the tree again.',
      ),
      'git-objects-refused': entry(
        'git fsck refuses an object of the tree.',
        'Run `git fsck` in the source repository. If the message names a check that `KBISECT_GIT_FSCK_IGNORE` accepts, and the object is harmless, add the check there.',
      ),
      'git-invalid-path': entry(
        'The tree has a path that git refuses to check out.',
        'Run `git fsck` in the source repository.',
      ),
      'git-too-large': entry(
        'The tree is larger than kbisect accepts.',
        'See [git-limits.md](git-limits.md), and register a repository within these limits.',
      ),
      'git-file-too-large': entry(
        'A file that kbisect reads from a commit is larger than 8 MiB.',
        'See what the tree has at the path that the message names.',
      ),
      'git-permission': entry(
        'The user of the service may not read the source repository or write the mirror.',
        'Let that user read the repository and write the state directory.',
      ),
      'git-timeout': entry(
        'A git command took too long.',
        'Check the load, the disk and the network of the host, then repeat.',
      ),
      'git-killed': entry('A signal ended git.', 'Check whether the host runs out of memory.'),
      'git-busy': entry('Too many git commands run already.', 'Repeat the request in a moment.'),
      'git-worktree': entry(
        'git reported success and made no worktree.',
        'Find out what else changes `worktrees/` in the state directory.',
      ),
      'git-commit-missing': entry(
        'The mirror lacks a commit of the bisection.',
        'Fetch the tree. A commit that was force-pushed away before the bisection started is lost.',
      ),
      'mirror-missing': entry('The tree has not been fetched.', 'Fetch the tree.'),
      'worktree-not-ours': entry(
        'The directory for a worktree holds other files.',
        'Empty or remove the directory that the message names.',
      ),
    },
  },
  {
    title: 'Artifacts, database and queue',
    about: 'The processes of a service share these.',
    errors: {
      'artifact-store-differs': entry(
        'The artifact directory of this process is not the one that the database belongs to.',
        'Mount the same state directory on all hosts. After a loss of the artifacts see [operations.md](operations.md).',
      ),
      'artifact-store': entry(
        'The artifact directory cannot be read or written.',
        'Check that it exists, its permissions and the free space.',
      ),
      'artifact-unknown': entry(
        'The database names an artifact that is not in the artifact directory.',
        'Check that all processes use one state directory, and restore deleted files from the backup.',
      ),
      'artifact-corrupt': entry(
        'A stored artifact has other bytes than when it was stored. kbisect removed it and makes it again.',
        'If this happens again, check the disk and its file system.',
      ),
      'store-unavailable': entry(
        'Postgres does not answer.',
        'Check that Postgres runs, that `DATABASE_URL` is right and that connections are left.',
      ),
      'queue-unavailable': entry(
        'Redis does not answer.',
        'Check that Redis runs and that `REDIS_URL` is right. kbisect enqueues what is missing when Redis is back.',
      ),
      'message-refused': entry(
        'Redis holds a job that this program did not write. kbisect removed it.',
        'Let nothing but kbisect write to this Redis.',
      ),
    },
  },
]
