/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TOY_KERNEL_H
#define TOY_KERNEL_H

#define NULL ((void *)0)
#define __noreturn __attribute__((noreturn))

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long size_t;

/* lib/ */
int starts_with(const char *text, const char *prefix);
int same_text(const char *a, const char *b);
/* The value of a command line parameter, up to the next blank, cut to size - 1; 0 when it is not there. */
int command_line_value(const char *name, char *value, size_t size);
/* Fills in the command line, where the initramfs lies, the memory and the CPUs. */
void read_device_tree(const u8 *blob);
/* Hands each byte to sink until it returns 0; gzip is decompressed, anything else taken as it is. */
void decompress(const u8 *data, const u8 *data_end, int (*sink)(u8 byte));
extern size_t pci_base;	/* where the configuration of PCI devices lies, as the device tree says */
void *memset(void *target, int byte, size_t count);
void *memcpy(void *target, const void *source, size_t count);

/* init/ */
extern const char *command_line;
extern const u8 *initrd_start, *initrd_end;
extern unsigned int exit_status;
/* Of the machine, as it describes itself. */
extern unsigned int memory_megabytes, cpus;
extern char nonce[65];
/* Leaves the nonce empty when neither the command line nor the initramfs has one. */
void find_nonce(void);

/* kernel/ */
void printk(const char *format, ...);	/* knows %s, %u and %x; a line at a time, stamped as Linux stamps */
void __noreturn panic(const char *reason, const char *const callers[]);
void oops(const char *const callers[]);
void show_features(void);

/* arch/ */
extern const char arch_hardware[];
/* Device and vendor at a place of the first PCI bus; all ones where there is nothing. */
u32 arch_pci_id(unsigned int device);
void arch_setup(void *boot_data);
void arch_memory_init(void);
void arch_dma_init(void);
void arch_putc(char c);
void arch_show_oops(const char *function);
/* The trace of a panic starts with the dumping functions themselves, that of an oops with the one that faulted. */
void arch_show_trace(const char *const callers[], int of_panic);
void arch_idle(void);
void __noreturn arch_power_off(void);
void __noreturn arch_restart(void);

/* What a piece of set-up does when its turn comes: the history of the toy swaps one for another. */
void toy_good(const char *function, unsigned int pool);
void toy_panic(const char *function, unsigned int pool);
void toy_other_panic(const char *function, unsigned int pool);
void toy_oops(const char *function, unsigned int pool);
void toy_warning(const char *function, unsigned int pool);
void toy_hang(const char *function, unsigned int pool);
void toy_flood(const char *function, unsigned int pool);
void toy_idle(const char *function, unsigned int pool);
void toy_reboot(const char *function, unsigned int pool);
/* Panics with the given probability, decided by the seed and this run's nonce: the same run does the same again. */
void toy_flaky(const char *function, unsigned int pool, unsigned int per_mille, unsigned int seed);
/* What the test script in the guest exits with. */
void toy_exit_status(const char *function, unsigned int pool, unsigned int status);
void toy_say(const char *function, unsigned int pool, const char *text);

/* A feature adds one line to the console; each lives in its own file under kernel/features. */
#define toy_feature(text) \
	static const char *const feature __attribute__((used, section(".features"))) = text
/* It panics beside the feature of this name: each works alone, and no line of one meets a line of the other. */
#define toy_rival(text) \
	static const char *const rival __attribute__((used, section(".rivals"))) = text

#endif
