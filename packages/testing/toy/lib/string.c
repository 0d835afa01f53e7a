/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

/* Compilers call these two by themselves. */
void *memset(void *target, int byte, size_t count)
{
	for (u8 *at = target; count--; at++)
		*at = byte;
	return target;
}

void *memcpy(void *target, const void *source, size_t count)
{
	u8 *to = target;

	for (const u8 *from = source; count--;)
		*to++ = *from++;
	return target;
}

int starts_with(const char *text, const char *prefix)
{
	while (*prefix)
		if (*text++ != *prefix++)
			return 0;
	return 1;
}

int same_text(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

int command_line_value(const char *name, char *value, size_t size)
{
	size_t length = 0;

	while (name[length])
		length++;
	for (const char *at = command_line; *at; at++) {
		if ((at == command_line || at[-1] == ' ') && starts_with(at, name) && at[length] == '=') {
			at += length + 1;
			while (--size && *at && *at != ' ')
				*value++ = *at++;
			*value = '\0';
			return 1;
		}
	}
	return 0;
}
