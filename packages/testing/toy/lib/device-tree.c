/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

/* Tokens of a flattened device tree's structure block. */
enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4 };

/* The blob is big-endian, and a word may stand anywhere while the MMU is off: byte by byte. */
static u32 word(const u8 *at)
{
	return (u32)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static u32 rounded(u32 bytes)
{
	return (bytes + 3) & ~3u;
}

static u32 string_size(const u8 *text)
{
	u32 size = 1;

	while (*text++)
		size++;
	return size;
}

const char *device_tree_bootargs(const u8 *blob)
{
	const u8 *at, *names;

	if (!blob || word(blob) != 0xd00dfeed)
		return "";
	at = blob + word(blob + 8);
	names = blob + word(blob + 12);
	for (;;) {
		switch (word(at)) {
		case BEGIN_NODE:
			at += 4 + rounded(string_size(at + 4));
			break;
		case END_NODE:
		case NOP:
			at += 4;
			break;
		case PROPERTY:
			/* Only /chosen has a property of this name. */
			if (starts_with((const char *)names + word(at + 8), "bootargs"))
				return (const char *)at + 12;
			at += 12 + rounded(word(at + 4));
			break;
		default:
			return "";
		}
	}
}
