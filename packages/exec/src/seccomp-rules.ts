// System calls that neither builds of kernels nor QEMU need, and by which code gets at more of the
// host's kernel. The rule: what changes mounts or namespaces, loads or configures the kernel, looks
// into other processes, opens files past their paths, or is a large interface that has a plain
// substitute. All else is allowed, so that a new compiler needs no change here.

/** Numbers of a system call on x86_64 and on aarch64; null where there is none. */
type Numbers = readonly [x86_64: number | null, aarch64: number | null]

/** Refused with EPERM. */
export const DENIED: Readonly<Record<string, Readonly<Record<string, Numbers>>>> = {
  'mounts and namespaces': {
    mount: [165, 40],
    umount2: [166, 39],
    pivot_root: [155, 41],
    chroot: [161, 51],
    open_tree: [428, 428],
    move_mount: [429, 429],
    fsopen: [430, 430],
    fsconfig: [431, 431],
    fsmount: [432, 432],
    fspick: [433, 433],
    mount_setattr: [442, 442],
    open_tree_attr: [467, 467],
    unshare: [272, 97],
    setns: [308, 268],
  },
  'the kernel and the machine': {
    bpf: [321, 280],
    perf_event_open: [298, 241],
    init_module: [175, 105],
    finit_module: [313, 273],
    delete_module: [176, 106],
    kexec_load: [246, 104],
    kexec_file_load: [320, 294],
    reboot: [169, 142],
    swapon: [167, 224],
    swapoff: [168, 225],
    syslog: [103, 116],
    acct: [163, 89],
    quotactl: [179, 60],
    quotactl_fd: [443, 443],
    settimeofday: [164, 170],
    clock_settime: [227, 112],
    clock_adjtime: [305, 266],
    adjtimex: [159, 171],
    sethostname: [170, 161],
    setdomainname: [171, 162],
    iopl: [172, null],
    ioperm: [173, null],
    modify_ldt: [154, null],
    vhangup: [153, 58],
    lookup_dcookie: [212, 18],
  },
  'other processes': {
    ptrace: [101, 117],
    process_vm_readv: [310, 270],
    process_vm_writev: [311, 271],
    process_madvise: [440, 440],
    kcmp: [312, 272],
    pidfd_getfd: [438, 438],
  },
  'keys of the host': {
    add_key: [248, 217],
    request_key: [249, 218],
    keyctl: [250, 219],
  },
  'files past their paths': {
    name_to_handle_at: [303, 264],
    open_by_handle_at: [304, 265],
    fanotify_init: [300, 262],
  },
  'large interfaces with a plain substitute': {
    userfaultfd: [323, 282],
    io_uring_setup: [425, 425],
    io_uring_enter: [426, 426],
    io_uring_register: [427, 427],
  },
}

/**
 * Refused with ENOSYS: their arguments lie in memory, where a filter cannot look, and libraries
 * then take the older call.
 */
export const UNKNOWN: Readonly<Record<string, Numbers>> = {
  clone3: [435, 435],
  openat2: [437, 437],
}

/**
 * `clone` with a new namespace is refused: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID,
 * NEWNET.
 */
export const CLONE: Numbers = [56, 220]
export const NEW_NAMESPACES = 0x7e02_0000

/** Set-id bits are refused, in this argument. */
export const MODES: Readonly<Record<string, { readonly numbers: Numbers; readonly mode: number }>> = {
  chmod: { numbers: [90, null], mode: 1 },
  fchmod: { numbers: [91, 52], mode: 1 },
  fchmodat: { numbers: [268, 53], mode: 2 },
  fchmodat2: { numbers: [452, 452], mode: 2 },
  creat: { numbers: [85, null], mode: 1 },
  mknod: { numbers: [133, null], mode: 1 },
  mknodat: { numbers: [259, 33], mode: 2 },
}
export const SET_ID_BITS = 0o6000

/** The same where a file is made; without these flags the mode means nothing. */
export const OPENS: Readonly<
  Record<string, { readonly numbers: Numbers; readonly flags: number; readonly mode: number }>
> = {
  open: { numbers: [2, null], flags: 1, mode: 2 },
  openat: { numbers: [257, 56], flags: 2, mode: 3 },
}
/** O_CREAT and the bit of O_TMPFILE that is its own. */
export const MAKES_FILE = 0x40_0040

/**
 * Only these families of sockets: AF_UNIX, AF_INET, AF_INET6. Others reach hypervisors, crypto
 * drivers and more of the kernel.
 */
export const SOCKET: Numbers = [41, 198]
export const FAMILIES: readonly number[] = [1, 2, 10]

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64, and where the numbers of x32 begin. */
export const ARCHITECTURES = {
  x64: { column: 0, audit: 0xc000_003e, otherNumbersFrom: 0x4000_0000 },
  arm64: { column: 1, audit: 0xc000_00b7, otherNumbersFrom: undefined },
} as const
