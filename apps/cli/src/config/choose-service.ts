import { CliError } from '../cli-error.ts'
import type { ConfigFile } from './config-file.ts'
import { type Instance, LOCAL, namesHint } from './parse-config.ts'

/** Which service a command talks to; without `url` the one of this machine. */
export type ChosenService =
  | { readonly url: undefined }
  | {
      readonly url: string
      /** Name of the instance; absent where the URL itself was given. */
      readonly name?: string
      /** Of the instance. */
      readonly token?: string | undefined
      /** What set it, for messages. */
      readonly setBy: string
    }

/** Where a service can be named. */
export interface Named {
  readonly url: string | undefined
  readonly instance: string | undefined
}

/**
 * Returns the service to talk to: the one of the option, else of the environment, else the default
 * of the configuration file, else the one of the settings files, else the one of this machine.
 * @param config is read only where it matters
 * @throws CliError for an instance that is not there
 */
export function chooseService(
  option: string | undefined,
  environment: Named,
  config: () => ConfigFile,
  settingsFiles: Named,
): ChosenService {
  if (option !== undefined) return byName(option, config(), '--instance')
  const given = fromVariables(environment, config, '')
  if (given) return given
  const file = config()
  if (file.default !== undefined) return byName(file.default, file, `default in ${file.path}`)
  return fromVariables(settingsFiles, config, ' in a settings file') ?? { url: undefined }
}

function fromVariables({ url, instance }: Named, config: () => ConfigFile, where: string): ChosenService | undefined {
  if (url && instance)
    throw new CliError(`KBISECT_URL and KBISECT_INSTANCE are both set${where}`, {
      hint: 'unset one of them, or name the service with --instance',
    })
  if (instance) return byName(instance, config(), `KBISECT_INSTANCE${where}`)
  return url ? { url, setBy: `KBISECT_URL${where}` } : undefined
}

function byName(name: string, { path, instances }: ConfigFile, setBy: string): ChosenService {
  if (name === LOCAL) return { url: undefined }
  const found: Instance | undefined = instances.get(name)
  if (found) return { ...found, setBy }
  throw new CliError(`${setBy} names the instance ${JSON.stringify(name)}, which is not in ${path}`, {
    hint: namesHint([...instances.keys()]),
  })
}
