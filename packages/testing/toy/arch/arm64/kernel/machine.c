/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>
#include <toy/pl011.h>

const char arch_hardware[] = "linux,dummy-virt (DT)";

void arch_setup(void *device_tree)
{
	read_device_tree(device_tree);
}

void arch_putc(char c)
{
	pl011_putc(c);
}

static void __noreturn psci(unsigned int function)
{
	register unsigned long x0 __asm__("x0") = function;

	__asm__ volatile("hvc #0" : "+r"(x0) :: "memory");
	for (;;)
		;
}

void __noreturn arch_power_off(void)
{
	psci(PSCI_SYSTEM_OFF);
}

void __noreturn arch_restart(void)
{
	psci(PSCI_SYSTEM_RESET);
}

u32 arch_pci_id(unsigned int device)
{
	return pci_base ? *(volatile u32 *)(pci_base + (device << 15)) : ~0u;
}

void arch_idle(void)
{
	__asm__ volatile("wfi");
}
