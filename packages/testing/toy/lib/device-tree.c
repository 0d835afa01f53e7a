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

/* An address of /chosen, in one cell or two: nothing that we boot has memory above 4 GiB. */
static const u8 *address(const u8 *value, u32 size)
{
	return (const u8 *)(size_t)word(value + size - 4);
}

static unsigned int megabytes(const u8 *value, u32 size)
{
	return word(value + size - 8) << 12 | word(value + size - 4) >> 20;
}

size_t pci_base;

/* A machine whose bus a 32-bit kernel cannot reach has none for it. */
static size_t bus_address(const u8 *value)
{
	if (sizeof(size_t) == 4)
		return word(value) ? 0 : word(value + 4);
	return (size_t)(((unsigned long long)word(value) << 32) | word(value + 4));
}

/* The first three names occur in /chosen alone. */
static void read_property(const char *node, const char *name, const u8 *value, u32 size)
{
	if (starts_with(name, "bootargs"))
		command_line = (const char *)value;
	else if (starts_with(name, "linux,initrd-start"))
		initrd_start = address(value, size);
	else if (starts_with(name, "linux,initrd-end"))
		initrd_end = address(value, size);
	else if (starts_with(node, "memory@") && same_text(name, "reg"))
		memory_megabytes = megabytes(value, size);
	else if (starts_with(node, "pcie@") && same_text(name, "reg"))
		pci_base = bus_address(value);
}

void read_device_tree(const u8 *blob)
{
	const u8 *at, *names;
	const char *node = "";

	if (!blob || word(blob) != 0xd00dfeed)
		return;
	at = blob + word(blob + 8);
	names = blob + word(blob + 12);
	for (;;) {
		switch (word(at)) {
		case BEGIN_NODE:
			node = (const char *)at + 4;
			cpus += starts_with(node, "cpu@");
			at += 4 + rounded(string_size(at + 4));
			break;
		case END_NODE:
		case NOP:
			at += 4;
			break;
		case PROPERTY:
			read_property(node, (const char *)names + word(at + 8), at + 12, word(at + 4));
			at += 12 + rounded(word(at + 4));
			break;
		default:
			return;
		}
	}
}
