/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

extern const char *const __features_start[], *const __features_stop[];
extern const char *const __rivals_start[], *const __rivals_stop[];

static void look_for(const char *rival)
{
	const char *const callers[] = { "toy_feature_probe", "do_one_initcall", "start_kernel", NULL };

	for (const char *const *feature = __features_start; feature < __features_stop; feature++)
		if (same_text(*feature, rival))
			panic("toy_feature_probe: two features want the same pool", callers);
}

void show_features(void)
{
	for (const char *const *feature = __features_start; feature < __features_stop; feature++)
		printk("feature: %s\n", *feature);
	for (const char *const *rival = __rivals_start; rival < __rivals_stop; rival++)
		look_for(*rival);
}
