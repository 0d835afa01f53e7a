/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

#define SERIAL 0x3f8

const char arch_hardware[] = "QEMU Standard PC (Q35 + ICH9, 2009)";

static void outb(u16 port, u8 value)
{
	__asm__ volatile("outb %0, %1" :: "a"(value), "Nd"(port));
}

static void outw(u16 port, u16 value)
{
	__asm__ volatile("outw %0, %1" :: "a"(value), "Nd"(port));
}

static u8 inb(u16 port)
{
	u8 value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/* The fields of struct boot_params that we read. */
enum { RAMDISK_IMAGE = 0x218, RAMDISK_SIZE = 0x21c, CMD_LINE_PTR = 0x228 };

/* QEMU's fw_cfg: each number least byte first. */
enum { FW_CFG = 0x510, FW_CFG_RAM_SIZE = 3, FW_CFG_NB_CPUS = 5 };

static u32 read_fw_cfg(u16 key, unsigned int skip)
{
	u32 value = 0;

	outw(FW_CFG, key);
	while (skip--)
		inb(FW_CFG + 1);
	for (unsigned int shift = 0; shift < 32; shift += 8)
		value |= (u32)inb(FW_CFG + 1) << shift;
	return value;
}

void arch_setup(void *boot_parameters)
{
	const u8 *parameters = boot_parameters;

	if (*(const u32 *)(parameters + CMD_LINE_PTR))
		command_line = *(const char *const *)(parameters + CMD_LINE_PTR);
	initrd_start = *(const u8 *const *)(parameters + RAMDISK_IMAGE);
	initrd_end = initrd_start + *(const u32 *)(parameters + RAMDISK_SIZE);
	memory_megabytes = read_fw_cfg(FW_CFG_RAM_SIZE, 4) << 12 | read_fw_cfg(FW_CFG_RAM_SIZE, 0) >> 20;
	cpus = read_fw_cfg(FW_CFG_NB_CPUS, 0) & 0xffff;
}

void arch_putc(char c)
{
	while (!(inb(SERIAL + 5) & 0x20))	/* LSR: transmit register empty */
		;
	outb(SERIAL, c);
}

/* An empty interrupt table and an interrupt: the third fault in a row resets any x86. */
void __noreturn arch_restart(void)
{
	static const struct { u16 limit; u32 base; } __attribute__((packed)) none;

	outb(0x64, 0xfe);
	__asm__ volatile("lidt %0\n\tint3" :: "m"(none));
	for (;;)
		;
}

/* The PM1a control port, where SeaBIOS puts it on q35 and pc. A machine without one (microvm) is reset instead. */
void __noreturn arch_power_off(void)
{
	outw(0x604, 0x2000);
	for (volatile unsigned int wait = 0; wait < 10000000; wait++)
		;
	arch_restart();
}

u32 arch_pci_id(unsigned int device)
{
	u32 value;

	__asm__ volatile("outl %0, %1" :: "a"(0x80000000u | device << 11), "Nd"((u16)0xcf8));
	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"((u16)0xcfc));
	return value;
}

void arch_idle(void)
{
	__asm__ volatile("cli\n\thlt");
}
