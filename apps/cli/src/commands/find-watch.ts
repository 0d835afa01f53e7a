import type { Watch } from '@kbisect/contracts'
import type { Api } from '../api/api.ts'
import { listAll } from '../api/list-pages.ts'
import { CliError } from '../cli-error.ts'

/** A watch by its name or id. @throws CliError when there is none */
export async function findWatch(api: Api, name: string): Promise<Watch> {
  const watches = await listAll<Watch>(api, '/watches')
  const watch = watches.find((one) => one.name === name || one.id === name)
  if (watch) return watch
  throw new CliError(`there is no watch ${JSON.stringify(name)}`, { hint: '`kbisect watch-branch list` shows all' })
}
