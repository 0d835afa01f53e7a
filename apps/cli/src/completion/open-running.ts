import { openApi } from '../api/api.ts'
import { connect } from '../api/connect.ts'
import { CliError } from '../cli-error.ts'
import { chosenService } from '../config/chosen-service.ts'
import type { Context } from '../context.ts'

const PATIENCE_MS = 1000

/**
 * Returns an answer of the service that the command line would talk to, if that runs and answers
 * within a second. Starts none.
 * @throws Error otherwise
 */
export async function openRunning<T>(context: Context, path: string): Promise<T> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const api = await runningApi(context)
  const response = await api.open(path, { accept: 'application/json' }, signal)
  return (await response.json()) as T
}

async function runningApi(context: Context) {
  if (chosenService(context).url !== undefined) return (await connect(context)).api
  const [{ findToken }, { findService }] = await Promise.all([
    import('@kbisect/settings'),
    import('@kbisect/supervisor'),
  ])
  const settings = context.settings()
  const running = await findService(settings)
  if (!running) throw new CliError('no service runs on this machine')
  return openApi(running.url, { token: findToken(settings) })
}
