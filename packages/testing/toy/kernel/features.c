/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

extern const char *const __features_start[], *const __features_stop[];

void show_features(void)
{
	for (const char *const *feature = __features_start; feature < __features_stop; feature++)
		printk("feature: %s\n", *feature);
}
