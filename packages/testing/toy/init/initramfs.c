/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

/*
 * A toy cannot run the initramfs's /init, but it can read it: the nonce is the word that stands between quotes behind the
 * format of init's own messages.
 */
static const char before_nonce[] = "printf '\\nkbisect:%s:%s\\n' '";

static size_t matched, length;

static int look_for_nonce(u8 byte)
{
	if (before_nonce[matched]) {
		/* `p` stands twice in no part of the format: a mismatch can only start at its beginning again. */
		matched = byte == (u8)before_nonce[matched] ? matched + 1 : byte == (u8)before_nonce[0];
		return 1;
	}
	if (byte == '\'' || length == sizeof(nonce) - 1)
		return 0;
	nonce[length++] = byte;
	return 1;
}

void find_nonce(void)
{
	if (command_line_value("kbisect.nonce", nonce, sizeof(nonce)))
		return;
	if (initrd_start == initrd_end)
		return;
	printk("Unpacking initramfs...\n");
	decompress(initrd_start, initrd_end, look_for_nonce);
}
