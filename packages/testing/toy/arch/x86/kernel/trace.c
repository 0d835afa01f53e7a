/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

void arch_show_trace(const char *const callers[], int of_panic)
{
	printk("Call Trace:\n");
	printk(" <TASK>\n");
	if (of_panic) {
		printk(" dump_stack_lvl+0x34/0x44\n");
		printk(" panic+0x102/0x27b\n");
	}
	for (; *callers; callers++)
		printk(" %s+0x48/0x8c\n", *callers);
	printk(" </TASK>\n");
}

void arch_show_oops(const char *function)
{
	printk("BUG: kernel NULL pointer dereference, address: 0000000000000010\n");
	printk("#PF: supervisor read access in kernel mode\n");
	printk("#PF: error_code(0x0000) - not-present page\n");
	printk("Oops: 0000 [#1] PREEMPT SMP NOPTI\n");
	printk("RIP: 0010:%s+0x1c/0x40\n", function);
}
