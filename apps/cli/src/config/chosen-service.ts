import type { Context } from '../context.ts'
import { type ChosenService, chooseService } from './choose-service.ts'
import { configPath, readConfigFile } from './config-file.ts'

/** Returns the service that a command talks to. @throws CliError, SettingsError */
export function chosenService(context: Pick<Context, 'environment' | 'instance' | 'settings'>): ChosenService {
  const { environment } = context
  const settings = context.settings()
  return chooseService(
    context.instance(),
    { url: environment.KBISECT_URL && settings.url, instance: environment.KBISECT_INSTANCE },
    () => readConfigFile(configPath(environment)),
    settings,
  )
}
