import type { Architecture, FurtherTargetRequest } from '@kbisect/contracts'
import { architectures } from '@kbisect/contracts/words'
import { CliError } from '../cli-error.ts'
import { readConfigFile } from './read-file.ts'

const isArchitecture = (text: string): text is Architecture => architectures.some((known) => known === text)

/**
 * What one `--also-test` asks for: `ARCH`, or `ARCH/FILE` with a fragment on top of the main
 * target's. What follows the first slash is the file's path, so an absolute one has two.
 * @throws CliError
 */
export async function parseFurtherTarget(text: string): Promise<FurtherTargetRequest> {
  const [, architecture = '', path] = /^([^/]*)(?:\/(.*))?$/s.exec(text) ?? []
  if (!isArchitecture(architecture) || path === '') {
    throw new CliError(`--also-test: ${JSON.stringify(text)} is not a target`, {
      hint: `use ARCH or ARCH/FRAGMENT-FILE, where ARCH is one of ${architectures.join(', ')}`,
    })
  }
  return { architecture, ...(path === undefined ? {} : { fragments: [await readConfigFile('--also-test', path)] }) }
}
