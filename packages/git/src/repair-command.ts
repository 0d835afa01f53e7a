import { shellWord } from '@kbisect/text'

/**
 * Returns the git command that repairs a clone, as one line for a POSIX shell: with the clone's
 * place where it is a path on this machine.
 * @param source a path or URL, as people know the tree
 */
export const repairCommand = (source: string, command: string): string =>
  source.startsWith('/') ? `git -C ${shellWord(source)} ${command}` : `git ${command}`
