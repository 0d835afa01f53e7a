import { access } from 'node:fs/promises'

/** Returns whether there is something at a path. */
export const pathExists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
