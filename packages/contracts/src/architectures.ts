/** The architectures whose kernels are built and booted. */
export const architectures = ['arm', 'arm64', 'x86_64'] as const
