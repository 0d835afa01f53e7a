/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

static const unsigned int pool = 64;

void arch_dma_init(void)
{
	toy_good("arm_dma_init", pool);
}
