/* SPDX-License-Identifier: Apache-2.0 */
	.section .head, "ax"
	.globl _head
_head:					/* the header of Documentation/arm64/booting: */
	b	start
	.long	0
	.quad	0x80000			/* offset of the image from the start of RAM */
	.quad	_end - _head		/* size including .bss */
	.quad	0xa			/* little-endian, 4 kB pages */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0
start:					/* x0 = device tree */
	adrp	x1, stack_top
	add	x1, x1, :lo12:stack_top
	mov	sp, x1
	adrp	x1, __bss_start
	add	x1, x1, :lo12:__bss_start
	adrp	x2, __bss_stop
	add	x2, x2, :lo12:__bss_stop
1:	cmp	x1, x2
	b.hs	2f
	stp	xzr, xzr, [x1], #16
	b	1b
2:	bl	start_kernel
3:	b	3b

	.section .bss
	.balign	16
	.skip	8192
stack_top:
