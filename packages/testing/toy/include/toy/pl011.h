/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TOY_PL011_H
#define TOY_PL011_H

/* The UART of QEMU's `virt` machine for arm and arm64. */
static inline void pl011_putc(char c)
{
	volatile unsigned int *uart = (volatile unsigned int *)0x09000000;

	while (uart[6] & 0x20)		/* FR: transmit FIFO full */
		;
	uart[0] = (u8)c;
}

#define PSCI_SYSTEM_OFF		0x84000008
#define PSCI_SYSTEM_RESET	0x84000009

#endif
