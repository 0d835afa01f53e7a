/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

void arch_show_trace(const char *const callers[], int of_panic)
{
	printk("Call trace:\n");
	if (of_panic) {
		printk(" dump_backtrace.part.0+0xdc/0xf0\n");
		printk(" show_stack+0x18/0x30\n");
		printk(" dump_stack_lvl+0x68/0x84\n");
		printk(" dump_stack+0x18/0x34\n");
		printk(" panic+0x180/0x340\n");
	}
	for (; *callers; callers++)
		printk(" %s+0x48/0x8c\n", *callers);
}

void arch_show_oops(const char *function)
{
	printk("Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010\n");
	printk("Mem abort info:\n");
	printk("  ESR = 0x0000000096000004\n");
	printk("Internal error: Oops: 0000000096000004 [#1] SMP\n");
	printk("pc : %s+0x1c/0x40\n", function);
	printk("lr : do_one_initcall+0x50/0x200\n");
}
