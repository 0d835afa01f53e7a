#!/bin/bash
# What a kernel developer would write today: in a clone of Linux, for one target after the other,
# does BAD boot, and if not, which commit broke it?
#
#   bisect-by-hand.sh GOOD BAD ARCH[/NAME]...
#
# Of each target the directory in $TARGETS has, under the target's name with `-` for `/`:
# NAME.config, which is merged into tinyconfig, and NAME.cmdline. $INITRAMFS has an initramfs
# ARCH.cpio.gz for each architecture; a kernel that came up to it prints $MARKER. Outputs of builds
# go to $OUT, and a line for each build and boot to $OUT/work.
set -u -o pipefail

build_and_boot() {
  local arch=${1%%/*} name=${1//\//-} cross image qemu console
  case $arch in
    arm) cross=arm-linux-gnueabi- image=zImage qemu='qemu-system-arm -M virt -cpu cortex-a15' console=ttyAMA0 ;;
    arm64) cross=aarch64-linux-gnu- image=Image qemu='qemu-system-aarch64 -M virt -cpu cortex-a57' console=ttyAMA0 ;;
    x86_64) cross='' image=bzImage qemu='qemu-system-x86_64 -M q35' console=ttyS0 ;;
  esac
  local out=$OUT/$name
  local make=(make -s "O=$out" "ARCH=$arch" "CROSS_COMPILE=$cross")
  mkdir -p "$out"
  if [ ! -e "$out/.config" ]; then
    "${make[@]}" tinyconfig && cat "$TARGETS/$name.config" >>"$out/.config" || return 125
  fi
  echo build >>"$OUT/work"
  "${make[@]}" olddefconfig && "${make[@]}" "-j$(nproc)" "$image" || return 125
  echo boot >>"$OUT/work"
  # A kernel that hangs says nothing for ever: a minute is what one would give it.
  # shellcheck disable=SC2086
  timeout 60 $qemu -m 256M -nodefaults -display none -no-reboot -serial stdio \
    -kernel "$out/arch/${arch/x86_64/x86}/boot/$image" -initrd "$INITRAMFS/$arch.cpio.gz" \
    -append "console=$console panic=-1 $(cat "$TARGETS/$name.cmdline")" </dev/null >"$out/console" 2>&1
  grep -q "$MARKER" "$out/console"
}

bisect() {
  git bisect reset >/dev/null 2>&1
  git bisect start "$2" "$1" >/dev/null
  git bisect run "$0" --test "$3" >"$OUT/bisect" 2>&1
  sed -n 's/^\([0-9a-f]\{40,\}\) is the first bad commit$/\1/p' "$OUT/bisect"
  git bisect reset >/dev/null 2>&1
}

if [ "$1" = --test ]; then
  build_and_boot "$2" >&2
  exit
fi

good=$1 bad=$2
shift 2
for target; do
  git checkout -q --detach "$bad" || exit 2
  build_and_boot "$target" >&2
  case $? in
    0) answer='not affected' ;;
    125) answer='does not build' ;;
    *) answer=$(bisect "$good" "$bad" "$target") ;;
  esac
  echo "$target: ${answer:-could not tell}"
done
