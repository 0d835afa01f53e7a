/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

extern const char linux_banner[];

const char *command_line = "";
const u8 *initrd_start, *initrd_end;
unsigned int exit_status;
unsigned int memory_megabytes, cpus;
char nonce[65];

/* Says what the initramfs's init would say. Without a nonce it is the panic of a kernel that finds no init. */
static void run_init(void)
{
	static const char *const callers[] = { "kernel_init", "ret_from_fork", NULL };

	if (!nonce[0])
		panic("No working init found.  Try passing init= option to kernel.", callers);
	printk("Run /init as init process\n");
	printk("kbisect:%s:ready\n", nonce);
	printk("kbisect:%s:exit:%u\n", nonce, exit_status);
	printk("reboot: Power down\n");
	arch_power_off();
}

static void show_bus(void)
{
	for (unsigned int device = 0; device < 32; device++)
		if (arch_pci_id(device) != ~0u)
			printk("pci: device %u: %x\n", device, arch_pci_id(device));
}

void start_kernel(void *boot_data)
{
	arch_setup(boot_data);
	printk("Booting Linux on physical CPU 0x0\n");
	printk("%s\n", linux_banner);
	printk("Machine model: %s\n", arch_hardware);
	printk("Kernel command line: %s\n", command_line);
	find_nonce();
	arch_memory_init();
#ifdef CONFIG_TOY_DMA
	arch_dma_init();
#endif
	printk("Memory: %uK available\n", memory_megabytes << 10);
	printk("smp: %u CPUs\n", cpus);
	show_bus();
	printk("clocksource: toy: mask: 0xffffffff max_cycles: 0xffffffff\n");
	show_features();
	run_init();
}
