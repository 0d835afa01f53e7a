import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { OutputReader, type ReadLimits } from '../output/output-reader.ts'
import { OutputRefused } from '../output/output-refused.ts'
import type { ArchitectureRow } from '../toolchain/architectures.ts'
import { UnreadableElf } from './elf-file.ts'
import { addWrapping, type Built, LARGEST_IMAGE } from './image-wrapping.ts'
import { addKernel } from './kernel-sections.ts'

// A vmlinux with 100 MiB that are loaded, and an unpacker of at most a hundred objects.
const LIMITS: ReadLimits = { bytes: 2 ** 30, files: 2000 }

async function digestFile({ output, image }: Built): Promise<string> {
  const hash = createHash('sha256')
  // With limits of its own: what was read in vain before does not count.
  await new OutputReader(output).withFile(relative(output, image), LARGEST_IMAGE, async (file) => {
    for await (const chunk of file.chunks()) hash.update(chunk)
  })
  return hash.digest('hex')
}

const cannotTell = (error: unknown): boolean =>
  error instanceof UnreadableElf ||
  error instanceof OutputRefused ||
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

/**
 * Names the kernel that an image boots, 64 hex digits. Equal names: what is loaded is equal, byte
 * for byte, but for
 *
 * - build ids, also of the vDSO, and the banner (`linux_banner`, `linux_proc_banner`);
 * - the line numbers of BUG and WARN in `__bug_table`, so that a comment above one makes no other
 *   kernel;
 * - in packed images, all that follows from how long the packed kernel is.
 *
 * It is taken from `vmlinux`, since packing spreads a single other byte over the whole image,
 * together with what unpacks it. A tree that leaves no vmlinux, is packed in a way that cannot be
 * followed, or leaves something else than plain files of sensible sizes gets the digest of the
 * image file itself.
 *
 * Kernels that behave alike can still differ here, which costs a boot: line numbers that compilers
 * put into code (WARN on 32-bit ARM, `pr_debug` with CONFIG_DYNAMIC_DEBUG, lockdep's names),
 * renamed functions (kallsyms), version numbers, CONFIG_IKHEADERS, keys that a build makes for
 * itself (CONFIG_MODULE_SIG). What it cannot see: another outcome of a host program that packs the
 * image, from the same command; how an image starts from UEFI firmware; modules and device trees
 * beside the image, as none are built.
 * @throws OutputRefused when the image itself is no plain file of at most 1 GiB in the output
 */
export async function digestImage(row: ArchitectureRow, built: Built, limits = LIMITS): Promise<string> {
  const hash = createHash('sha256')
  const reader = new OutputReader(built.output, limits)
  try {
    await addKernel(hash, reader, 'vmlinux')
    await addWrapping(hash, row.imageSteps, row.wrapping, reader, built)
    return hash.digest('hex')
  } catch (error) {
    if (!cannotTell(error)) throw error
    return await digestFile(built)
  }
}
