/* SPDX-License-Identifier: Apache-2.0 */
	.section .head, "ax"
	.code32
	.globl _head
_head:					/* flat 32-bit mode; esi = boot parameters */
	movw	$0x18, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movl	$stack_top, %esp
	movl	$__bss_start, %edi
	movl	$__bss_stop, %ecx
	subl	%edi, %ecx
	xorl	%eax, %eax
	cld
	rep stosb
	pushl	%esi
	call	start_kernel
1:	jmp	1b

	.section .bss
	.balign	16
	.skip	8192
stack_top:
