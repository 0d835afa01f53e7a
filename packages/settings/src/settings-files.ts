import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { ServiceError } from './service-error.ts'
import { stateDirectory } from './settings.ts'

type Variables = Readonly<Record<string, string | undefined>>

// The same place seen from the sources and from the compiled files.
const CHECKOUT_FILE = fileURLToPath(new URL('../../../.env', import.meta.url))

/** A settings file that exists. */
export interface SettingsFile {
  readonly path: string
  readonly variables: Variables
}

/**
 * Returns the settings files that exist, the one that wins first: `.env` of the state directory,
 * then `.env` of the checkout. The file of the working directory is never read: it belongs to
 * whatever project a person works on.
 * @param environment wins over both files; it or the checkout's file may name the state directory
 * @throws ServiceError `env-file-unreadable`, `env-file-wrong`
 */
export function readSettingsFiles(environment: Variables, checkoutFile = CHECKOUT_FILE): SettingsFile[] {
  const checkout = readVariables(checkoutFile)
  const stateDir = stateDirectory({ ...checkout, ...environment })
  const path = join(stateDir, '.env')
  const state = path === checkoutFile ? undefined : readVariables(path)
  const moved = state?.KBISECT_STATE_DIR
  if (moved && moved !== stateDir)
    throw new ServiceError('env-file-wrong', `${path} sets KBISECT_STATE_DIR to ${JSON.stringify(moved)}`, {
      hint: `remove it from there: the file is read because its directory is the state directory; set it in ${checkoutFile} or in the environment`,
    })
  return [
    ...(state ? [{ path, variables: state }] : []),
    ...(checkout ? [{ path: checkoutFile, variables: checkout }] : []),
  ]
}

/**
 * Sets the variables of the settings files that the environment of this process does not have. An
 * empty one counts as set.
 */
export function loadSettingsFiles(): void {
  for (const { variables } of readSettingsFiles(process.env))
    for (const [name, value] of Object.entries(variables)) process.env[name] ??= value
}

function readVariables(path: string): Variables | undefined {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined
    throw new ServiceError('env-file-unreadable', `cannot read the settings file ${path}: ${cause}`, {
      hint: 'correct the file or its permissions, or remove it',
      cause,
    })
  }
}
