/* SPDX-License-Identifier: Apache-2.0 */
	.section .head, "ax"
	.arm
	.globl _head
_head:
	.rept 8
	nop
	.endr
	b	start
	.word	0x016f2818		/* the magic number of a zImage, at offset 0x24 */
	.word	0			/* position independent: no fixed start address */
	.word	_edata - _head
start:					/* r0 = 0, r1 = machine, r2 = device tree */
	ldr	sp, =stack_top
	mov	r0, r2
	ldr	r3, =__bss_start
	ldr	r4, =__bss_stop
	mov	r5, #0
1:	cmp	r3, r4
	strlo	r5, [r3], #4
	blo	1b
	bl	start_kernel
2:	b	2b
	.ltorg

	.section .bss
	.balign	16
	.skip	8192
stack_top:
