/* SPDX-License-Identifier: Apache-2.0 */
/* The real-mode part of a bzImage: a boot sector's worth of nothing, the header, and the way into 32-bit mode. */
	.section .setup, "a"
	.code16
setup:
	.org	0x1f1
	.byte	1			/* setup_sects: sectors after the first */
	.word	0
	.long	0x1000			/* syssize, unused by modern loaders */
	.word	0, 0xffff, 0
	.word	0xaa55
	.byte	0xeb, start - header	/* jmp start */
header:
	.ascii	"HdrS"
	.word	0x0206			/* protocol version: the first with cmdline_size */
	.long	0
	.word	0x1000, 0
	.byte	0, 1			/* type_of_loader; loadflags: LOADED_HIGH */
	.word	0x8000
	.long	0x100000		/* code32_start */
	.long	0, 0, 0			/* ramdisk image and size, bootsect_kludge */
	.word	0xfe00, 0
	.long	0			/* cmd_line_ptr, filled by the loader */
	.long	0x7fffffff		/* initrd_addr_max */
	.long	0x1000			/* kernel_alignment */
	.word	0, 0
	.long	2047			/* cmdline_size */
start:
	cli
	xorl	%esi, %esi
	movw	%ds, %si
	shll	$4, %esi		/* esi = linear address of this sector */
	leal	gdt - setup(%esi), %eax
	movl	%eax, gdt_pointer - setup + 2
	lgdtl	gdt_pointer - setup
	movl	%cr0, %eax
	orl	$1, %eax
	movl	%eax, %cr0
	ljmpl	$0x10, $0x100000

	.balign	8
gdt:
	.quad	0, 0
	.quad	0x00cf9a000000ffff	/* 0x10: code, flat */
	.quad	0x00cf92000000ffff	/* 0x18: data, flat */
gdt_pointer:
	.word	. - gdt - 1
	.long	0
	.org	0x400
