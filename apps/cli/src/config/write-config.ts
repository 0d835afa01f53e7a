import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { writeWhole } from '@kbisect/settings/start'
import { CliError } from '../cli-error.ts'
import type { ConfigFile } from './config-file.ts'
import { withDefault, withInstance, withoutInstance } from './edit-config.ts'
import { type Config, type Instance, parseConfig } from './parse-config.ts'

/** Stores an instance, in place of one of the same name. @throws CliError */
export function storeInstance(file: ConfigFile, instance: Instance): void {
  const instances = new Map([...file.instances, [instance.name, instance]])
  write(file, withInstance(file.text, instance), { default: file.default, instances })
}

/** Removes an instance; where it is the default, there is none any more. @throws CliError */
export function removeInstance(file: ConfigFile, name: string): void {
  const instances = new Map([...file.instances].filter(([other]) => other !== name))
  const text = withoutInstance(file.text, name)
  if (file.default === name) write(file, withDefault(text, undefined), { default: undefined, instances })
  else write(file, text, { default: file.default, instances })
}

/** Makes an instance the default. @throws CliError */
export function storeDefault(file: ConfigFile, name: string): void {
  write(file, withDefault(file.text, name), { default: name, instances: file.instances })
}

/** Writes a text only if it says what is wanted: lines were changed without a parser of TOML. */
function write({ path }: ConfigFile, text: string, wanted: Config): void {
  if (!isDeepStrictEqual(parsed(text, path), wanted))
    throw new CliError(`${path} is written in a way that this command cannot change`, {
      hint: 'change it in an editor; the command changes tables such as [instances.NAME] with a line for each field',
    })
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeWhole(path, text, 0o600)
  } catch (cause) {
    throw new CliError(`cannot write ${path}: ${cause instanceof Error ? cause.message : cause}`, {
      hint: 'correct the permissions of the directory, or name another one with XDG_CONFIG_HOME',
      cause,
    })
  }
}

function parsed(text: string, path: string): Config | undefined {
  try {
    return parseConfig(text, path)
  } catch (error) {
    if (error instanceof CliError) return undefined
    throw error
  }
}
