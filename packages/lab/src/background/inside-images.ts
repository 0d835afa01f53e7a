import type { Change } from '../scenario.ts'

const change = (subject: string, body: string, path: string, from: string, to: string): Change => ({
  subject,
  body,
  edits: [{ path, from, to }],
})

/** One `printk(KERN_…` becomes the short form that the rest of the file uses. */
const shorten = (subject: string, path: string, from: string, to: string): Change =>
  change(subject, 'Use the short form, as the rest of the tree does.', path, from, to)

/**
 * Changes of the images that do no harm, each in one small file, so that an incremental build
 * compiles one object.
 */
export const insideImages: readonly Change[] = [
  shorten(
    'initramfs: use pr_info() to tell of the unpacking',
    'init/initramfs.c',
    'printk(KERN_INFO "Unpacking initramfs',
    'pr_info("Unpacking initramfs',
  ),
  change(
    'kobject: say that kobject_add() failed',
    'The message names the function and the error, and not what happened.',
    'lib/kobject.c',
    String.raw`%s: kobject_add error: %d\n`,
    String.raw`%s: kobject_add failed with error %d\n`,
  ),
  shorten(
    'cred: use pr_err() for invalid credentials',
    'kernel/cred.c',
    String.raw`printk(KERN_ERR "CRED: Invalid credentials\n")`,
    String.raw`pr_err("CRED: Invalid credentials\n")`,
  ),
  change(
    'mm/oom_kill: calm down the message on compaction',
    'Three exclamation marks make it no clearer.',
    'mm/oom_kill.c',
    String.raw`COMPACTION is disabled!!!\n`,
    String.raw`COMPACTION is disabled\n`,
  ),
  shorten(
    'params: use pr_warn() when the kset cannot be made',
    'kernel/params.c',
    'printk(KERN_WARNING "%s (%d): error creating kset',
    'pr_warn("%s (%d): error creating kset',
  ),
  change(
    'driver core: platform: spell cannot as one word',
    'As the rest of the messages do.',
    'drivers/base/platform.c',
    'registered with %s can not be probed',
    'registered with %s cannot be probed',
  ),
  change(
    'memblock: drop the blank before an exclamation mark',
    'And the mark with it: the message is an error already.',
    'mm/memblock.c',
    String.raw`to %ld entries !\n`,
    String.raw`to %ld entries\n`,
  ),
  shorten(
    'do_mounts: use pr_info() while waiting for the root device',
    'init/do_mounts.c',
    'printk(KERN_INFO "Waiting for root device',
    'pr_info("Waiting for root device',
  ),
  change(
    'range: mend the message on a full table',
    'There are several slots.',
    'kernel/range.c',
    'run out of slot in ranges',
    'ran out of slots in ranges',
  ),
  change(
    'softirq: be sober about a changed preempt count',
    'The level of the message says that this is not expected.',
    'kernel/softirq.c',
    'pr_err("huh, entered softirq',
    'pr_err("entered softirq',
  ),
  shorten(
    'char: mem: use pr_err() when the major is taken',
    'drivers/char/mem.c',
    'printk("unable to get major %d for memory devs',
    'pr_err("unable to get major %d for memory devs',
  ),
  change(
    'earlycon: say could not instead of a contraction',
    'As the rest of the messages do.',
    'drivers/tty/serial/earlycon.c',
    "%s: Couldn't map %pa",
    '%s: could not map %pa',
  ),
  change(
    'driver core: cpu: name the file that is missing',
    'The attributes live in a directory; say which one.',
    'drivers/base/cpu.c',
    'Unable to register CPU vulnerabilities',
    'Unable to register the attributes in cpu/vulnerabilities',
  ),
  change(
    'reboot: spell timed out as two words',
    'As the rest of the messages do.',
    'kernel/reboot.c',
    'Hardware protection timed-out.',
    'Hardware protection timed out.',
  ),
  change(
    'serial: core: end the message on baud rates with a newline',
    'Or the next message is glued to it.',
    'drivers/tty/serial/serial_core.c',
    'extra baud rates supported: %d, %d"',
    String.raw`extra baud rates supported: %d, %d\n"`,
  ),
  change(
    'mm/percpu: say what the distance is',
    'The limit is the size of the vmalloc space: name both in words.',
    'mm/percpu.c',
    'max_distance=0x%lx too large for vmalloc space 0x%lx',
    'the largest distance 0x%lx is too large for the vmalloc space 0x%lx',
  ),
  change(
    'char_dev: mend the message on a full region',
    'A region does not get full, its numbers run out.',
    'fs/char_dev.c',
    'dynamic allocation region is full',
    'no dynamic major number is left',
  ),
  change(
    'tty: ldisc: mend the message on the fallback',
    'One falls back to something.',
    'drivers/tty/tty_ldisc.c',
    'Falling back ldisc for %s.',
    'Falling back to N_TTY for %s.',
  ),
  change(
    'resource: mend the message on a resource that is not there',
    'Two words.',
    'kernel/resource.c',
    'Trying to free nonexistent resource',
    'Trying to free non-existent resource',
  ),
  change(
    'vmstat: name the hotplug state in full',
    'There are several states that end in dead.',
    'mm/vmstat.c',
    "failed to register 'dead' hotplug state",
    "failed to register 'mm/vmstat:dead' hotplug state",
  ),
  change(
    'lib/earlycpio: say that the name is cut',
    'That is what happens to it.',
    'lib/earlycpio.c',
    'File %s exceeding MAX_CPIO_FILE_NAME [%d]',
    'File %s exceeding MAX_CPIO_FILE_NAME [%d], name cut',
  ),
  shorten(
    'file: use pr_warn() for a slot that is in use',
    'fs/file.c',
    'printk(KERN_WARNING "alloc_fd: slot',
    'pr_warn("alloc_fd: slot',
  ),
  change(
    'misc: say who wants the major',
    'As the message of the memory devices does.',
    'drivers/char/misc.c',
    'unable to get major %d for misc devices',
    'unable to get major %d for the misc devices',
  ),
  shorten(
    'fs/namespace: use pr_warn() when the kobject cannot be made',
    'fs/namespace.c',
    'printk(KERN_WARNING "%s: kobj create error',
    'pr_warn("%s: kobj create error',
  ),
  change(
    'mm/workingset: separate the values with commas',
    'As the rest of the boot messages do.',
    'mm/workingset.c',
    'timestamp_bits=%d max_order=%d bucket_order=%u',
    'timestamp_bits=%d, max_order=%d, bucket_order=%u',
  ),
  change(
    'pid: mend the message on the limits',
    'Separate the two values.',
    'kernel/pid.c',
    'pid_max: default: %u minimum: %u',
    'pid_max: default: %u, minimum: %u',
  ),
  change(
    'lib/show_mem: spell out RAM',
    'It is the only word of the list that is an abbreviation.',
    'lib/show_mem.c',
    String.raw`%lu pages RAM\n`,
    String.raw`%lu pages of RAM\n`,
  ),
  change(
    'libfs: name the reserved inode',
    'The number is reserved, the array is not at fault alone.',
    'fs/libfs.c',
    '%s: %s passed in a files array',
    '%s: %s passed in the files array',
  ),
]
