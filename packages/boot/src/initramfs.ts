import { readFile, rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { InfrastructureError } from '@kbisect/exec'
import { type CpioEntry, writeCpio } from './cpio.ts'
import { type GuestTest, initScript, SCRIPT_PATH } from './init-script.ts'
import { BootRequestError } from './plan-boot.ts'

/**
 * The commands that a test script finds in the guest, as links to busybox. A fixed list: a foreign
 * architecture's busybox cannot be asked for its own here, and equal initramfs must not depend on
 * its version.
 */
const APPLETS: readonly string[] =
  `ash awk base64 basename blkid cat chgrp chmod chown chroot chrt cmp cp cpio cut date dd df diff dirname dmesg du echo
  egrep env expr factor false fdisk fgrep find flock fold free fsync getopt grep gunzip gzip halt head hexdump hostname id
  ifconfig insmod ip kill killall ln losetup ls lsmod lsof md5sum mkdir mkfifo mknod mkswap mktemp modprobe more mount
  mountpoint mv nice nohup nproc od paste pidof ping poweroff printenv printf ps pwd readlink realpath reboot renice reset
  rm rmdir rmmod route sed seq setsid sh sha1sum sha256sum shuf sleep sort split stat strings stty swapoff swapon sync
  sysctl tac tail tar taskset tee test time timeout top touch tr true truncate tty umount uname uniq unlink uptime usleep
  vi watch wc wget which xargs xxd yes zcat`.split(/\s+/)

export interface InitramfsOptions {
  /** Path of a static busybox of the guest's architecture, see `provideBusybox`. */
  readonly busybox: string
  /** The word that only this run's init knows: 8 to 64 letters, digits and hyphens. */
  readonly nonce: string
  readonly test: GuestTest
  /** Where the initramfs is written. */
  readonly file: string
  /** `none` boots kernels without RD_GZIP. Default `gzip`. */
  readonly compression?: 'gzip' | 'none'
}

const DIRECTORIES = ['bin', 'sbin', 'dev', 'etc', 'kbisect', 'mnt', 'proc', 'root', 'run', 'sys', 'tmp', 'var']

// For kernels without devtmpfs. The console must be there before init starts: the kernel opens it
// for init.
const DEVICES: readonly (readonly [name: string, major: number, minor: number])[] = [
  ['console', 5, 1],
  ['tty', 5, 0],
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['kmsg', 1, 11],
]

/** What the guest's root file system holds. */
export function initramfsEntries(busybox: Uint8Array, nonce: string, test: GuestTest): CpioEntry[] {
  return [
    ...DIRECTORIES.map((path): CpioEntry => ({ kind: 'directory', path })),
    ...DEVICES.map(([name, major, minor]): CpioEntry => ({ kind: 'device', path: `dev/${name}`, major, minor })),
    { kind: 'file', path: 'bin/busybox', content: busybox, executable: true },
    ...APPLETS.map((name): CpioEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
    { kind: 'file', path: 'init', content: Buffer.from(initScript(nonce, test)), executable: true },
    ...(test.kind === 'script'
      ? [{ kind: 'file' as const, path: SCRIPT_PATH, content: Buffer.from(test.script), executable: true }]
      : []),
  ]
}

/**
 * Writes the initramfs of one run; equal options give equal bytes. The file appears whole or not at
 * all.
 * @throws BootRequestError when the nonce is not one
 * @throws InfrastructureError `busybox-unreadable`, `initramfs-unwritable`
 */
export async function writeInitramfs(options: InitramfsOptions): Promise<void> {
  const { busybox, nonce, test, file, compression = 'gzip' } = options
  if (!/^[A-Za-z0-9-]{8,64}$/.test(nonce)) {
    throw new BootRequestError(`nonce must be 8 to 64 letters, digits and hyphens, not ${JSON.stringify(nonce)}`)
  }
  const program = await readFile(busybox).catch((cause: unknown) => {
    throw new InfrastructureError('busybox-unreadable', `cannot read busybox: ${String(cause)}`, {
      hint: 'delete it from the cache, so that it is fetched again',
      cause,
    })
  })
  const archive = writeCpio(initramfsEntries(program, nonce, test))
  // Node's gzip leaves the time in its header 0. The guest is an emulator: level 6 is as quick to
  // unpack as 1.
  const bytes = compression === 'gzip' ? await promisify(gzip)(archive) : archive
  try {
    await writeFile(`${file}.part`, bytes, { mode: 0o644 })
    await rename(`${file}.part`, file)
  } catch (cause) {
    throw new InfrastructureError('initramfs-unwritable', `cannot write ${file}: ${String(cause)}`, {
      hint: 'make its directory exist, be writable and have a few MB of space',
      cause,
    })
  }
}
