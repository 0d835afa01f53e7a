/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

static const unsigned int pool = 64;

void arch_memory_init(void)
{
	toy_good("arm_memory_init", pool);
}
