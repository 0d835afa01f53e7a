/* SPDX-License-Identifier: Apache-2.0 */
#include <generated/compile.h>

const char linux_banner[] = TOY_BANNER;
