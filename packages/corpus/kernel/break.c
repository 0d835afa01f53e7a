// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * Breaks this kernel on purpose. `break=NAME@MOMENT` on the command line says how and when; a test script says it by
 * writing NAME to /proc/break. Just before, `break: NAME` is printed.
 *
 * Each break has a function with a telling name, which is not inlined and whose fault is reported by it or by what it
 * calls: that is the function to expect.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kfence.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/semaphore.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#if defined(CONFIG_X86) && defined(CONFIG_HARDLOCKUP_DETECTOR_PERF)
#include <linux/perf_event.h>
#include <asm/apic.h>
#include <asm/nmi.h>
#define WATCHED_BY_NMI
#endif

/* After a call: what follows it keeps the caller in the call trace. */
#define stay() asm volatile("" : : : "memory")

/* The compiler must not know what a pointer or a number is. */
#define hidden(value)                                                                                                  \
	({                                                                                                             \
		typeof(value) __value = (value);                                                                       \
		OPTIMIZER_HIDE_VAR(__value);                                                                           \
		__value;                                                                                               \
	})

struct record {
	unsigned long state;
	void (*release)(struct record *record);
	struct list_head link;
	char name[32];
	int factor[4];
};

static unsigned long sink;

/* Pointers to nothing. */

static noinline void read_lost_record(struct record *record)
{
	sink += READ_ONCE(record->factor[1]);
	stay();
}

static void null_read(void)
{
	read_lost_record(hidden((struct record *)NULL));
}

static noinline void write_lost_record(struct record *record)
{
	WRITE_ONCE(record->factor[2], 1);
	stay();
}

static void null_write(void)
{
	write_lost_record(hidden((struct record *)NULL));
}

static noinline void call_lost_hook(struct record *record)
{
	record->release(record);
	stay();
}

static void null_call(void)
{
	struct record record = { .release = hidden((void (*)(struct record *))NULL) };

	call_lost_hook(&record);
	stay();
}

static noinline void clear_lost_buffer(void *buffer, size_t size)
{
	memset(buffer, 0, size);
	stay();
}

static void null_memset(void)
{
	clear_lost_buffer(hidden((void *)16), hidden((size_t)256));
}

static noinline void measure_lost_name(const char *name)
{
	sink += strlen(name);
	stay();
}

static void null_strlen(void)
{
	measure_lost_name(hidden((const char *)8));
}

static __always_inline unsigned long peek_factor(struct record *record)
{
	return READ_ONCE(record->factor[3]);
}

static noinline void sum_lost_factors(struct record *record)
{
	sink += peek_factor(record);
	stay();
}

static void null_inlined(void)
{
	sum_lost_factors(hidden((struct record *)NULL));
}

/* Candidates for `.isra` and `.constprop`: a clone of their own for these arguments. */
static noinline int scale_lost_record(struct record *record, int factor, int shift)
{
	int sum = 0, at;

	for (at = 0; at < factor; at++)
		sum += READ_ONCE(record->factor[at & 3]) << shift;
	stay();
	return sum;
}

static void null_cloned(void)
{
	struct record *record = hidden((struct record *)NULL);

	sink += scale_lost_record(record, 4, 2);
	stay();
}

/* Pointers to something else. */

static void *stale_mapping(void)
{
	char *area = vmalloc(4 * PAGE_SIZE);

	vfree(area);
	return hidden(area);
}

static noinline void read_stale_record(struct record *record)
{
	sink += READ_ONCE(record->state);
	stay();
}

static void stale_read(void)
{
	read_stale_record(stale_mapping() + PAGE_SIZE);
}

static noinline void copy_stale_record(void *to, const void *from, size_t size)
{
	memcpy(to, from, size);
	stay();
}

static void stale_memcpy(void)
{
	static char copy[PAGE_SIZE];

	copy_stale_record(hidden(&copy[0]), stale_mapping() + PAGE_SIZE, hidden((size_t)512));
}

static noinline void write_constant_table(unsigned long *table)
{
	WRITE_ONCE(*table, 1);
	stay();
}

static const unsigned long constant_table[64] = { 1, 2, 3 };

static void readonly_write(void)
{
	write_constant_table(hidden((unsigned long *)&constant_table[8]));
}

static noinline void follow_poisoned_link(struct list_head *link)
{
	sink += (unsigned long)READ_ONCE(link->next);
	stay();
}

static void poisoned_link(void)
{
	follow_poisoned_link(hidden((struct list_head *)LIST_POISON1));
}

static noinline void unlink_broken_entry(struct list_head *link)
{
	list_del(link);
	stay();
}

static void list_corruption(void)
{
	static struct list_head left, middle, right;

	/* As somebody who wrote beyond the end of the record before would leave it. */
	middle.next = &right;
	middle.prev = hidden((struct list_head *)(IS_ENABLED(CONFIG_DEBUG_LIST) ? &left : NULL));
	unlink_broken_entry(&middle);
}

/* Instructions that fault. */

static noinline void run_unknown_instruction(void)
{
#if defined(CONFIG_X86)
	asm volatile("ud2");
#elif defined(CONFIG_ARM64)
	asm volatile(".inst 0x00000000");
#else
	/* Not 1, which Thumb code uses for breakpoints. */
	asm volatile("udf #5");
#endif
	stay();
}

static noinline void divide_by_lost_rate(int rate)
{
#ifdef CONFIG_X86
	int quotient = 1000, rest = 0;

	asm volatile("idivl %2" : "+a"(quotient), "+d"(rest) : "r"(rate));
	sink += quotient;
#endif
	stay();
}

static void divide_by_zero(void)
{
	divide_by_lost_rate(hidden(0));
}

static noinline void load_crooked_counter(void *counter)
{
#if defined(CONFIG_ARM64)
	unsigned long value;

	asm volatile("ldxr %0, [%1]\n\tclrex" : "=r"(value) : "r"(counter) : "memory");
	sink += value;
#elif defined(CONFIG_ARM)
	unsigned long value;

	asm volatile("ldrex %0, [%1]\n\tclrex" : "=r"(value) : "r"(counter) : "memory");
	sink += value;
#endif
	stay();
}

static void unaligned(void)
{
	static unsigned long counters[2];

	load_crooked_counter(hidden((char *)counters) + 1);
}

static noinline unsigned long descend_without_end(unsigned long depth)
{
	volatile char room[256];

	room[depth & 255] = depth;
	if (depth == -1UL)
		return 0;
	return descend_without_end(hidden(depth + 1)) + room[(depth + 1) & 255];
}

static void stack_overflow(void)
{
	sink += descend_without_end(0);
}

static noinline void lose_the_stack(void)
{
#ifdef CONFIG_X86
	asm volatile("movq $0x1000, %%rsp\n\tpushq $0" : : : "memory");
#endif
	stay();
}

/* Those who notice. */

static noinline void refuse_to_go_on(void)
{
	BUG();
}

static __always_inline void check_record(struct record *record)
{
	BUG_ON(record->state != 7);
}

static noinline void verify_record(struct record *record)
{
	check_record(record);
	stay();
}

static void bug_on_inlined(void)
{
	static struct record record;

	verify_record(hidden(&record));
}

/*
 * A function that ends with panic() is followed by the next one, and that one's name is in the trace. Two that come back,
 * as far as the compiler knows, and one that does not.
 */
typedef void (*last_words)(const char *format, ...);

static noinline void give_up_for_good(void)
{
	hidden((last_words)panic)("no place for %u pages at %px, cookie %08x", 48, &sink, get_random_u32());
	stay();
}

static noinline void miss_the_clock(void)
{
	hidden((last_words)panic)("Failed to find a clock that ticks");
	stay();
}

static noinline void end_without_return(void)
{
	panic("no way back from here");
}

static noinline void go_to_the_end(void)
{
	if (hidden(1))
		end_without_return();
	stay();
}

static noinline void warn_of_odd_state(unsigned long state)
{
	WARN(state & 1, "odd state %lu of record %px\n", state, &sink);
	stay();
}

static void warning(void)
{
	warn_of_odd_state(hidden(3UL));
}

static noinline void warn_bare(unsigned long state)
{
	WARN_ON(state & 1);
	stay();
}

static void bare_warning(void)
{
	warn_bare(hidden(5UL));
}

static noinline void warn_once_of_many(unsigned long state)
{
	WARN_ONCE(state & 1, "record is odd, and so are those that follow\n");
	stay();
}

static void warning_once(void)
{
	int at;

	for (at = 0; at < 4; at++)
		warn_once_of_many(hidden(7UL));
}

static noinline void ask_for_too_much(size_t size)
{
	void *area = kmalloc(size, GFP_KERNEL);

	stay();
	kfree(area);
}

static void huge_kmalloc(void)
{
	ask_for_too_much(hidden((size_t)PAGE_SIZE << MAX_ORDER));
}

/* Memory, watched. */

static noinline void read_beyond_record(char *record, size_t at)
{
	sink += READ_ONCE(record[at]);
	stay();
}

static void slab_out_of_bounds(void)
{
	char *record = kmalloc(96, GFP_KERNEL);

	read_beyond_record(hidden(record), 96 + 3);
	kfree(record);
}

static noinline void clear_beyond_record(char *record, size_t size)
{
	memset(record, 0, size);
	stay();
}

static void slab_out_of_bounds_memset(void)
{
	char *record = kmalloc(72, GFP_KERNEL);

	clear_beyond_record(hidden(record), hidden((size_t)76));
	kfree(record);
}

static noinline void read_freed_record(struct record *record)
{
	sink += READ_ONCE(record->state);
	stay();
}

static void use_after_free(void)
{
	struct record *record = kmalloc(sizeof(*record), GFP_KERNEL);

	kfree(record);
	read_freed_record(hidden(record));
}

static noinline void free_record_again(struct record *record)
{
	kfree(record);
	stay();
}

static void double_free(void)
{
	struct record *record = hidden((struct record *)kmalloc(sizeof(*record), GFP_KERNEL));

	kfree(record);
	free_record_again(hidden(record));
}

static noinline void read_beyond_local(size_t at)
{
	char local[40];

	memset(local, 1, sizeof(local));
	sink += READ_ONCE(hidden(&local[0])[at]);
	stay();
}

static void stack_out_of_bounds(void)
{
	read_beyond_local(hidden((size_t)42));
}

static char global_table[40];

static noinline void read_beyond_global(size_t at)
{
	sink += READ_ONCE(hidden(&global_table[0])[at]);
	stay();
}

static void global_out_of_bounds(void)
{
	read_beyond_global(hidden((size_t)42));
}

/*
 * KFENCE watches an allocation now and then: ask until it is ours. Functions whose names begin with kfence_ are its own to
 * it, and left out of its traces.
 */
static char *watched_record(void)
{
	unsigned long end = jiffies + 10 * HZ;
	char *record;

	do {
		record = kmalloc(sizeof(struct record), GFP_KERNEL);
		if (is_kfence_address(record))
			return record;
		kfree(record);
		schedule_timeout_uninterruptible(1);
	} while (time_before(jiffies, end));
	pr_alert("break: KFENCE gave us nothing\n");
	return NULL;
}

static noinline void read_beyond_fence(char *record)
{
	size_t at;

	/* An object lies at the start or at the end of its page. */
	at = offset_in_page(record) ? PAGE_SIZE - offset_in_page(record) : -1UL;
	sink += READ_ONCE(record[at]);
	stay();
}

static void fenced_out_of_bounds(void)
{
	char *record = watched_record();

	if (record)
		read_beyond_fence(hidden(record));
	kfree(record);
}

static noinline void read_behind_fence(char *record)
{
	sink += READ_ONCE(record[8]);
	stay();
}

static void fenced_use_after_free(void)
{
	char *record = watched_record();

	kfree(record);
	if (record)
		read_behind_fence(hidden(record));
}

static noinline void free_fenced_again(char *record)
{
	kfree(record);
	stay();
}

static void fenced_double_free(void)
{
	char *record = watched_record();

	kfree(record);
	if (record)
		free_fenced_again(hidden(record));
}

static noinline void shift_too_far(int by)
{
	sink += 1 << by;
	stay();
}

static void ubsan_shift(void)
{
	shift_too_far(hidden(40));
}

static noinline void index_too_far(struct record *record, int at)
{
	record->name[at] = 1;
	stay();
}

static void ubsan_bounds(void)
{
	static struct record record;

	/* Into the next member: no harm is done. */
	index_too_far(hidden(&record), hidden(33));
}

/* Races. */

static unsigned long raced;
static bool racing;

static noinline void count_without_lock(void)
{
	raced++;
	stay();
}

static noinline void count_in_interrupt(void)
{
	raced++;
	stay();
}

static enum hrtimer_restart race_again(struct hrtimer *timer)
{
	count_in_interrupt();
	hrtimer_forward_now(timer, ns_to_ktime(200 * NSEC_PER_USEC));
	return racing ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

static void race(void)
{
	static struct hrtimer timer;
	unsigned long end = jiffies + 4 * HZ;

	racing = true;
	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	timer.function = race_again;
	hrtimer_start(&timer, ns_to_ktime(200 * NSEC_PER_USEC), HRTIMER_MODE_REL_HARD);
	while (time_before(jiffies, end))
		count_without_lock();
	racing = false;
	hrtimer_cancel(&timer);
}

/* Locks. */

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);
static DEFINE_SPINLOCK(lock_c);
static DEFINE_MUTEX(mutex_a);

static noinline void take_a_then_b(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
}

static noinline void take_b_then_a(void)
{
	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

static void lock_order(void)
{
	take_a_then_b();
	take_b_then_a();
	stay();
}

static noinline void take_lock_twice(void)
{
	spin_lock(&lock_a);
	spin_lock(hidden(&lock_a));
	spin_unlock(&lock_a);
	stay();
}

static noinline void unlock_what_is_free(void)
{
	spin_unlock(&lock_c);
	stay();
}

static noinline void lock_in_the_open(void)
{
	spin_lock(&lock_c);
	spin_unlock(&lock_c);
	stay();
}

static enum hrtimer_restart lock_in_interrupt(struct hrtimer *timer)
{
	spin_lock(&lock_c);
	spin_unlock(&lock_c);
	return HRTIMER_NORESTART;
}

static void lock_state(void)
{
	static struct hrtimer timer;

	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	timer.function = lock_in_interrupt;
	hrtimer_start(&timer, ms_to_ktime(1), HRTIMER_MODE_REL_HARD);
	msleep(20);
	lock_in_the_open();
	stay();
}

static noinline void read_without_rcu(void)
{
	static struct record __rcu *shared;
	struct record *record = rcu_dereference(shared);

	sink += (unsigned long)record;
	stay();
}

static noinline void take_lock_that_is_none(spinlock_t *lock)
{
	spin_lock(lock);
	spin_unlock(lock);
	stay();
}

static void spinlock_magic(void)
{
	static spinlock_t lock;

	take_lock_that_is_none(hidden(&lock));
}

static noinline void sleep_under_lock(void)
{
	spin_lock(&lock_b);
	mutex_lock(&mutex_a);
	mutex_unlock(&mutex_a);
	spin_unlock(&lock_b);
	stay();
}

/* The scheduler puts the count right by itself, so nothing is enabled again. */
static noinline void schedule_in_atomic(void)
{
	__local_bh_disable_ip(_THIS_IP_, SOFTIRQ_DISABLE_OFFSET);
	schedule_timeout_uninterruptible(1);
	stay();
}

/* What does not end, or not soon. */

static void nothing_to_free(struct rcu_head *head)
{
}

static noinline void hold_rcu_too_long(unsigned long seconds)
{
	static struct rcu_head head;
	unsigned long end = jiffies + seconds * HZ;

	rcu_read_lock();
	/* Nobody minds a long reader but who waits for its end. */
	call_rcu(&head, nothing_to_free);
	while (!seconds || time_before(jiffies, end))
		cpu_relax();
	rcu_read_unlock();
	stay();
}

static void rcu_stall(void)
{
	hold_rcu_too_long(hidden(13UL));
}

static void rcu_stall_for_ever(void)
{
	hold_rcu_too_long(hidden(0UL));
}

static noinline void keep_the_processor(unsigned long seconds)
{
	unsigned long end = jiffies + seconds * HZ;

	preempt_disable();
	while (!seconds || time_before(jiffies, end))
		cpu_relax();
	preempt_enable();
	stay();
}

static void soft_lockup(void)
{
	keep_the_processor(hidden(6UL));
}

static void soft_lockup_for_ever(void)
{
	keep_the_processor(hidden(0UL));
}

static noinline void spin_without_interrupts(void)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
}

static noinline void block_interrupts_too_long(unsigned int seconds)
{
	local_irq_disable();
	mdelay(seconds * 1000);
	local_irq_enable();
	stay();
}

#ifdef WATCHED_BY_NMI
/*
 * The kernel's detector wakes up by a counter of the processor that an emulator lacks. Another processor sends the
 * interrupt in its place; all that looks, judges and reports is the detector's own.
 */
void watchdog_overflow_callback(struct perf_event *event, struct perf_sample_data *data, struct pt_regs *regs);

static struct perf_event *stand_in;
static int watched_processor;

static int watch_by_nmi(unsigned int type, struct pt_regs *regs)
{
	if (smp_processor_id() != watched_processor)
		return NMI_DONE;
	watchdog_overflow_callback(stand_in, NULL, regs);
	return NMI_HANDLED;
}

static int send_nmis(void *none)
{
	int at;

	/* Not to sleep: it may be the blocked processor that counts the time for both. */
	for (at = 0; at < 6; at++) {
		mdelay(2500);
		apic->send_IPI(watched_processor, NMI_VECTOR);
	}
	return 0;
}

static bool watch_this_processor(void)
{
	struct task_struct *sender;

	if (num_online_cpus() < 2)
		return false;
	stand_in = kzalloc(sizeof(*stand_in), GFP_KERNEL);
	/* Bound first, so that it stays ours. */
	set_cpus_allowed_ptr(current, cpumask_of(raw_smp_processor_id()));
	watched_processor = raw_smp_processor_id();
	register_nmi_handler(NMI_LOCAL, watch_by_nmi, 0, "break");
	sender = kthread_create(send_nmis, NULL, "nmi");
	kthread_bind(sender, cpumask_any_but(cpu_online_mask, watched_processor));
	wake_up_process(sender);
	return true;
}
#else
static bool watch_this_processor(void)
{
	return false;
}
#endif

static void hard_lockup(void)
{
	if (watch_this_processor())
		block_interrupts_too_long(hidden(12U));
	else
		pr_alert("break: nobody could watch\n");
}

static DECLARE_COMPLETION(lost_event);

static noinline void wait_for_lost_event(void)
{
	wait_for_completion(&lost_event);
	stay();
}

static DEFINE_SEMAPHORE(taken_semaphore);

static noinline void take_semaphore_again(void)
{
	down(&taken_semaphore);
	down(&taken_semaphore);
	stay();
}

static noinline void restart_at_once(void)
{
	kernel_restart(NULL);
}

static noinline void restart_without_a_word(void)
{
	emergency_restart();
	for (;;)
		cpu_relax();
}

static noinline void talk_without_end(void)
{
	unsigned long number = 0;

	for (;;)
		pr_err("chatter: transfer %lu timed out, trying again\n", number++);
}

/* Written to by init itself. */
static void init_segv(void)
{
	force_sig(SIGSEGV);
}

/* Nothing is broken: words that look as if something were. */

static noinline void say_harmless_words(void)
{
	pr_notice("BUG: none found in 3 records\n");
	pr_notice("oops_handler: Oops will be reported to slot 2\n");
	pr_notice("softdog: will call panic() after 60 s; Kernel panic - not syncing: is what you would see\n");
	pr_warn("break-dev 4.2: WARNING: CPU: frequency unknown, using 100 MHz\n");
	pr_err("break-dev 4.3: probe failed with error -19\n");
	pr_notice("lockdep: INFO: possible circular locking dependency checks are off\n");
	pr_notice("kfence: BUG: KFENCE: is how its reports begin\n");
	pr_notice("break-dev 4.4: Call Trace: 0 entries, RIP: none, pc : none\n");
	pr_notice("initrd: VFS: Unable to mount would be fatal, root is in memory\n");
	pr_notice("rcu: INFO: stall warnings are printed after 21 s\n");
	pr_notice("break-dev 4.5: self test: Internal error: none\n");
}

static noinline void say_control_characters(void)
{
	pr_notice("break-dev: \033[1;31mred\033[0m, bell \a, backspace ab\b, tab \t, form \f, delete \177\n");
	pr_notice("break-dev: invalid UTF-8 \xff\xfe\xc3 and \x80\n");
}

#define CHATTER_LINES 80

/* Says things from a timer, so that they come in the middle of others. */
static void chatter_again(struct timer_list *timer)
{
	static int count;

	pr_info("chatter: link is up, 100 Mbit/s, full duplex, jiffies %lu\n", jiffies);
	if (count++ < CHATTER_LINES)
		mod_timer(timer, jiffies + 1);
}

static int chatter_thread(void *number)
{
	int count;

	for (count = 0; count < CHATTER_LINES; count++) {
		pr_info("chatter: thread %ld says line %d, which is here to come between others\n", (long)number, count);
		if (count % 16 == 15)
			msleep(1);
		cond_resched();
	}
	return 0;
}

static void chatter(void)
{
	static struct timer_list timer;
	long number;

	timer_setup(&timer, chatter_again, 0);
	mod_timer(&timer, jiffies + 1);
	for (number = 0; number < 2; number++)
		kthread_run(chatter_thread, (void *)number, "chatter/%ld", number);
	msleep(60);
}

static void null_read_in_chatter(void)
{
	chatter();
	null_read();
}

static void warning_in_chatter(void)
{
	chatter();
	warning();
}

/* Two failures, of which the first one counts. */
static void warning_then_panic(void)
{
	warning();
	give_up_for_good();
}

static const struct break_way {
	const char *name;
	void (*run)(void);
} ways[] = {
	{ "null-read", null_read },
	{ "null-write", null_write },
	{ "null-call", null_call },
	{ "null-memset", null_memset },
	{ "null-strlen", null_strlen },
	{ "null-inlined", null_inlined },
	{ "null-cloned", null_cloned },
	{ "stale-read", stale_read },
	{ "stale-memcpy", stale_memcpy },
	{ "readonly-write", readonly_write },
	{ "poisoned-link", poisoned_link },
	{ "list-corruption", list_corruption },
	{ "unknown-instruction", run_unknown_instruction },
	{ "divide-by-zero", divide_by_zero },
	{ "unaligned", unaligned },
	{ "stack-overflow", stack_overflow },
	{ "lost-stack", lose_the_stack },
	{ "bug", refuse_to_go_on },
	{ "bug-on-inlined", bug_on_inlined },
	{ "panic", give_up_for_good },
	{ "other-panic", miss_the_clock },
	{ "last-panic", go_to_the_end },
	{ "warning", warning },
	{ "bare-warning", bare_warning },
	{ "warning-once", warning_once },
	{ "huge-kmalloc", huge_kmalloc },
	{ "slab-out-of-bounds", slab_out_of_bounds },
	{ "slab-out-of-bounds-memset", slab_out_of_bounds_memset },
	{ "use-after-free", use_after_free },
	{ "double-free", double_free },
	{ "stack-out-of-bounds", stack_out_of_bounds },
	{ "global-out-of-bounds", global_out_of_bounds },
	{ "kfence-out-of-bounds", fenced_out_of_bounds },
	{ "kfence-use-after-free", fenced_use_after_free },
	{ "kfence-double-free", fenced_double_free },
	{ "ubsan-shift", ubsan_shift },
	{ "ubsan-bounds", ubsan_bounds },
	{ "data-race", race },
	{ "lock-order", lock_order },
	{ "lock-twice", take_lock_twice },
	{ "unlock-free", unlock_what_is_free },
	{ "lock-state", lock_state },
	{ "rcu-unprotected", read_without_rcu },
	{ "spinlock-magic", spinlock_magic },
	{ "sleep-in-atomic", sleep_under_lock },
	{ "schedule-in-atomic", schedule_in_atomic },
	{ "rcu-stall", rcu_stall },
	{ "rcu-stall-for-ever", rcu_stall_for_ever },
	{ "soft-lockup", soft_lockup },
	{ "soft-lockup-for-ever", soft_lockup_for_ever },
	{ "spin", spin_without_interrupts },
	{ "hard-lockup", hard_lockup },
	{ "lost-event", wait_for_lost_event },
	{ "semaphore", take_semaphore_again },
	{ "restart", restart_at_once },
	{ "restart-silently", restart_without_a_word },
	{ "flood", talk_without_end },
	{ "init-segv", init_segv },
	{ "harmless-words", say_harmless_words },
	{ "control-characters", say_control_characters },
	{ "null-read-in-chatter", null_read_in_chatter },
	{ "warning-in-chatter", warning_in_chatter },
	{ "warning-then-panic", warning_then_panic },
};

static char wanted[64];

static bool break_now(const char *name)
{
	size_t at;

	for (at = 0; at < ARRAY_SIZE(ways); at++) {
		if (strcmp(ways[at].name, name))
			continue;
		pr_alert("break: %s\n", name);
		ways[at].run();
		stay();
		return true;
	}
	pr_alert("break: there is no %s\n", name);
	return false;
}

/* Cuts NAME off NAME@MOMENT when this is the moment. */
static bool its_moment(const char *moment)
{
	char *at = strchr(wanted, '@');

	if (!at || strcmp(at + 1, moment))
		return false;
	*at = 0;
	return true;
}

static int __init read_break(char *value)
{
	strscpy(wanted, value, sizeof(wanted));
	if (its_moment("early"))
		break_now(wanted);
	return 0;
}
early_param("break", read_break);

static int __init break_at_core(void)
{
	if (its_moment("core"))
		break_now(wanted);
	return 0;
}
early_initcall(break_at_core);

static DECLARE_COMPLETION(broken);

static void break_elsewhere(void)
{
	break_now(wanted);
	complete(&broken);
}

static void break_in_timer(struct timer_list *timer)
{
	break_elsewhere();
}

static enum hrtimer_restart break_in_interrupt(struct hrtimer *timer)
{
	break_elsewhere();
	return HRTIMER_NORESTART;
}

static void break_in_work(struct work_struct *work)
{
	break_elsewhere();
}

static int break_in_thread(void *none)
{
	break_elsewhere();
	return 0;
}

static DECLARE_WORK(work, break_in_work);

/* In another context than ours, which waits for it: the boot comes no further before. */
static int __init break_in_context(void)
{
	static struct timer_list timer;
	static struct hrtimer hrtimer;

	if (its_moment("thread")) {
		kthread_run(break_in_thread, NULL, "break");
	} else if (its_moment("work")) {
		schedule_work(&work);
	} else if (its_moment("timer")) {
		timer_setup(&timer, break_in_timer, 0);
		mod_timer(&timer, jiffies + 2);
	} else if (its_moment("interrupt")) {
		hrtimer_init(&hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
		hrtimer.function = break_in_interrupt;
		hrtimer_start(&hrtimer, ms_to_ktime(20), HRTIMER_MODE_REL_HARD);
	} else {
		return 0;
	}
	wait_for_completion_interruptible_timeout(&broken, 60 * HZ);
	return 0;
}

static int __init break_at_device(void)
{
	if (its_moment("device"))
		break_now(wanted);
	/* Nobody waits for this one. */
	if (its_moment("aside"))
		kthread_run(break_in_thread, NULL, "break");
	return break_in_context();
}
device_initcall(break_at_device);

static ssize_t write_break(struct file *file, const char __user *from, size_t size, loff_t *at)
{
	char name[64];

	if (size >= sizeof(name) || copy_from_user(name, from, size))
		return -EINVAL;
	name[size] = 0;
	return break_now(strim(name)) ? size : -ENOENT;
}

static const struct proc_ops break_operations = { .proc_write = write_break };

static int __init break_at_late(void)
{
	proc_create("break", 0200, NULL, &break_operations);
	if (its_moment("late"))
		break_now(wanted);
	return 0;
}
late_initcall(break_at_late);
