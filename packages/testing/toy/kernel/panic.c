/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

static void show_task(void)
{
	printk("CPU: 0 PID: 0 Comm: swapper Not tainted 0.1.0-toy #1\n");
	printk("Hardware name: %s\n", arch_hardware);
}

/* As Linux: panic=N reboots for any N but 0, else the machine spins for ever. */
static void __noreturn end_of_panic(void)
{
	char seconds[8];

	if (command_line_value("panic", seconds, sizeof(seconds)) && seconds[0] != '0')
		arch_restart();
	for (;;)
		__asm__ volatile("" ::: "memory");
}

void __noreturn panic(const char *reason, const char *const callers[])
{
	printk("Kernel panic - not syncing: %s\n", reason);
	show_task();
	arch_show_trace(callers, 1);
	printk("---[ end Kernel panic - not syncing: %s ]---\n", reason);
	end_of_panic();
}

void oops(const char *const callers[])
{
	arch_show_oops(callers[0]);
	show_task();
	arch_show_trace(callers, 0);
	printk("---[ end trace 0000000000000000 ]---\n");
}
