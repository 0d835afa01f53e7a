/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

void toy_good(const char *function, unsigned int pool)
{
	printk("%s: reserved %u KiB\n", function, pool);
}

void toy_panic(const char *function, unsigned int pool)
{
	const char *const callers[] = { "toy_pool_alloc", function, "setup_arch", "start_kernel", NULL };

	printk("%s: no room for a pool of %u KiB\n", function, pool);
	panic("toy_pool_alloc: Failed to allocate 64 bytes align=0x8", callers);
}

void toy_other_panic(const char *function, unsigned int pool)
{
	const char *const callers[] = { "toy_timer_probe", "time_init", "start_kernel", NULL };

	toy_good(function, pool);
	panic("toy_timer_probe: No working clock found", callers);
}

void toy_oops(const char *function, unsigned int pool)
{
	const char *const callers[] = { "toy_device_probe", function, "do_one_initcall", "kernel_init", NULL };
	static const char *const init_callers[] = { "make_task_dead", "do_exit", NULL };

	toy_good(function, pool);
	oops(callers);
	panic("Attempted to kill init! exitcode=0x0000000b", init_callers);
}

void toy_warning(const char *function, unsigned int pool)
{
	const char *const callers[] = { "toy_clock_check", function, "setup_arch", "start_kernel", NULL };

	toy_good(function, pool);
	printk("------------[ cut here ]------------\n");
	printk("WARNING: CPU: 0 PID: 0 at kernel/toy_clock.c:%u toy_clock_check+0x1c/0x40\n", pool);
	arch_show_trace(callers, 0);
	printk("---[ end trace 0000000000000000 ]---\n");
}

void toy_hang(const char *function, unsigned int pool)
{
	printk("%s: waiting for a pool of %u KiB\n", function, pool);
	for (;;)
		__asm__ volatile("" ::: "memory");
}

void toy_flood(const char *function, unsigned int pool)
{
	for (;;)
		printk("%s: there is no pool of %u KiB, and no end of telling it\n", function, pool);
}

void toy_idle(const char *function, unsigned int pool)
{
	printk("%s: waiting for an interrupt for %u KiB\n", function, pool);
	for (;;)
		arch_idle();
}

void toy_reboot(const char *function, unsigned int pool)
{
	toy_good(function, pool);
	printk("reboot: Restarting system\n");
	arch_restart();
}

static unsigned int draw(unsigned int seed)
{
	unsigned int hash = 2166136261u ^ seed;

	for (const char *c = nonce; *c; c++)
		hash = (hash ^ (u8)*c) * 16777619u;
	hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
	hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
	return (hash ^ (hash >> 16)) % 1000;
}

void toy_flaky(const char *function, unsigned int pool, unsigned int per_mille, unsigned int seed)
{
	if (draw(seed) < per_mille)
		toy_panic(function, pool);
	toy_good(function, pool);
}

void toy_exit_status(const char *function, unsigned int pool, unsigned int status)
{
	toy_good(function, pool);
	exit_status = status;
}

void toy_say(const char *function, unsigned int pool, const char *text)
{
	toy_good(function, pool);
	printk("%s\n", text);
}
