import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ArchitectureRow } from './architectures.ts'
import { UnreadableElf } from './elf-file.ts'
import { addWrapping, type Built } from './image-wrapping.ts'
import { addKernel } from './kernel-sections.ts'
import { requireInside } from './plain-files.ts'

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const cannotTell = (error: unknown): boolean =>
  error instanceof UnreadableElf || ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

/**
 * Names the kernel that an image boots, 64 hex digits. Equal names: what is loaded is equal, byte for byte, but for
 *
 * - build ids, also of the vDSO, and the banner (`linux_banner`, `linux_proc_banner`);
 * - the line numbers of BUG and WARN in `__bug_table`, so that a comment above one makes no other kernel;
 * - in packed images, all that follows from how long the packed kernel is.
 *
 * It is taken from `vmlinux`, since packing spreads a single other byte over the whole image, together with what unpacks it. A
 * tree that leaves no vmlinux, or is packed in a way we cannot follow, gets the digest of the image file itself.
 *
 * Kernels that behave alike can still differ here, which costs a boot: line numbers that compilers put into code (WARN on
 * 32-bit ARM, `pr_debug` with CONFIG_DYNAMIC_DEBUG, lockdep's names), renamed functions (kallsyms), version numbers,
 * CONFIG_IKHEADERS, keys that a build makes for itself (CONFIG_MODULE_SIG). What it cannot see: another outcome of a host
 * program that packs the image, from the same command; how an image starts from UEFI firmware; modules and device trees
 * beside the image, as none are built.
 * @throws InfrastructureError `output-escapes`
 */
export async function digestImage(row: ArchitectureRow, built: Built): Promise<string> {
  const hash = createHash('sha256')
  const kernel = join(built.output, 'vmlinux')
  try {
    await requireInside(built.output, [kernel, built.image, built.config])
    await addKernel(hash, kernel)
    await addWrapping(hash, row.imageSteps, row.wrapping, built)
    return hash.digest('hex')
  } catch (error) {
    if (!cannotTell(error)) throw error
    return await digestFile(built.image)
  }
}
