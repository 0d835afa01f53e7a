/* SPDX-License-Identifier: Apache-2.0 */
#include <toy/kernel.h>

toy_feature("console");
