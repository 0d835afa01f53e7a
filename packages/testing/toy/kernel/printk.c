/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

static unsigned int microseconds;
static int inside_line, stamps;

static void put_unsigned(unsigned int value, unsigned int width, char pad)
{
	char digits[10];
	unsigned int n = 0;

	do
		digits[n++] = '0' + value % 10;
	while (value /= 10);
	for (; width > n; width--)
		arch_putc(pad);
	while (n)
		arch_putc(digits[--n]);
}

static void put_hexadecimal(unsigned int value)
{
	for (int shift = 28; shift >= 0; shift -= 4)
		arch_putc("0123456789abcdef"[(value >> shift) & 15]);
}

/* No clock: each line is 100 microseconds after the one before, so equal images print equal consoles. */
static void put_stamp(void)
{
	arch_putc('[');
	put_unsigned(0, 5, ' ');
	arch_putc('.');
	put_unsigned(microseconds, 6, '0');
	arch_putc(']');
	arch_putc(' ');
	microseconds += 100;
}

/* What the init of user space writes comes to the console as it is. */
static int from_init(const char *format)
{
	return starts_with(format, "kbisect:");
}

/* Each line has a stamp, as each is a call of printk() in Linux. */
static void put(char c)
{
	if (!inside_line && stamps)
		put_stamp();
	if (c == '\n')
		arch_putc('\r');
	arch_putc(c);
	inside_line = c != '\n';
}

void printk(const char *format, ...)
{
	__builtin_va_list arguments;

	stamps = !from_init(format);
	__builtin_va_start(arguments, format);
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		switch (*++format) {
		case 's':
			for (const char *text = __builtin_va_arg(arguments, const char *); *text; text++)
				put(*text);
			break;
		case 'u':
			put_unsigned(__builtin_va_arg(arguments, unsigned int), 0, ' ');
			break;
		case 'x':
			put_hexadecimal(__builtin_va_arg(arguments, unsigned int));
			break;
		}
	}
	__builtin_va_end(arguments);
}
