const WAY_TO_THE_TREE =
  /^\/.*?\/(?=(?:arch|block|certs|crypto|drivers|fs|include|init|io_uring|ipc|kernel|lib|mm|net|rust|samples|security|sound|usr|virt)\/)/

/**
 * A file's path as the source tree has it. Builds outside of the tree print it with a way to the tree in front, old ones an
 * absolute path.
 * @param path with or without a line number behind it
 * @param sourceDirectory of the tree, where it is known
 */
export function sourcePath(path: string, sourceDirectory?: string): string {
  if (sourceDirectory !== undefined && path.startsWith(`${sourceDirectory}/`)) {
    return withoutDots(path.slice(sourceDirectory.length + 1))
  }
  return withoutDots(path.replace(WAY_TO_THE_TREE, ''))
}

const withoutDots = (path: string): string => path.replace(/^(?:\.{1,2}\/)+/, '')
