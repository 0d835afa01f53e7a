/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

void arch_show_trace(const char *const callers[], int of_panic)
{
	if (of_panic) {
		printk(" unwind_backtrace from show_stack+0x10/0x14\n");
		printk(" show_stack from dump_stack_lvl+0x40/0x4c\n");
		printk(" dump_stack_lvl from panic+0xfc/0x330\n");
		printk(" panic from %s+0x48/0x5c\n", callers[0]);
	}
	for (; callers[1]; callers++)
		printk(" %s from %s+0x20/0x88\n", callers[0], callers[1]);
}

void arch_show_oops(const char *function)
{
	printk("8<--- cut here ---\n");
	printk("Unable to handle kernel NULL pointer dereference at virtual address 00000010\n");
	printk("[00000010] *pgd=00000000\n");
	printk("Internal error: Oops: 5 [#1] ARM\n");
	printk("PC is at %s+0x1c/0x40\n", function);
	printk("LR is at do_one_initcall+0x50/0x200\n");
}
