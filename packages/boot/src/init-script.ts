/** What the guest does once it is up. `script`: a POSIX shell script, whose exit status decides. */
export type GuestTest = { readonly kind: 'boot' | 'console' } | { readonly kind: 'script'; readonly script: string }

/** Where the initramfs holds the script of a `script` test. */
export const SCRIPT_PATH = 'kbisect/test'

/**
 * The guest's /init. The kernels that it runs on may have been configured down to nearly nothing,
 * so a mount that fails is no failure. The nonce stands nowhere but here: only a guest that came
 * this far says it, unless its kernel is hostile: that one can read it in the initramfs.
 */
export function initScript(nonce: string, test: GuestTest): string {
  return `#!/bin/sh
export PATH=/bin:/sbin HOME=/ TERM=dumb
mount -t proc proc /proc 2>/dev/null
mount -t sysfs sysfs /sys 2>/dev/null
mount -t devtmpfs devtmpfs /dev 2>/dev/null
mount -t tmpfs tmpfs /tmp 2>/dev/null
# A redirection that fails would end this shell, and with it the kernel: try it in another one first.
if (: >/dev/console) 2>/dev/null; then exec </dev/console >/dev/console 2>&1; fi
# On a line of its own, whatever the kernel was just saying.
say() { printf '\\nkbisect:%s:%s\\n' '${nonce}' "$1"; }
say ready
status=0
${test.kind === 'script' ? `sh /${SCRIPT_PATH} </dev/null\nstatus=$?\n` : ''}# Twice, as the kernel may write into the middle of a line.
say "exit:$status"
say "exit:$status"
# The emulator runs with -no-reboot: a restart ends it at once, also where the kernel knows no way to switch off.
reboot -f
# A machine without restart: wait to be stopped. When init ends, the kernel panics.
while :; do sleep 3600; done
`
}
