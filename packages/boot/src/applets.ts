/**
 * The commands that a test script finds in the guest, as links to busybox. A fixed list: a foreign architecture's busybox
 * cannot be asked for its own here, and equal initramfs must not depend on its version.
 */
export const APPLETS: readonly string[] =
  `ash awk base64 basename blkid cat chgrp chmod chown chroot chrt cmp cp cpio cut date dd df diff dirname dmesg du echo
  egrep env expr factor false fdisk fgrep find flock fold free fsync getopt grep gunzip gzip halt head hexdump hostname id
  ifconfig insmod ip kill killall ln losetup ls lsmod lsof md5sum mkdir mkfifo mknod mkswap mktemp modprobe more mount
  mountpoint mv nice nohup nproc od paste pidof ping poweroff printenv printf ps pwd readlink realpath reboot renice reset
  rm rmdir rmmod route sed seq setsid sh sha1sum sha256sum shuf sleep sort split stat strings stty swapoff swapon sync
  sysctl tac tail tar taskset tee test time timeout top touch tr true truncate tty umount uname uniq unlink uptime usleep
  vi watch wc wget which xargs xxd yes zcat`.split(/\s+/)
