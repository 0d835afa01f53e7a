import type { TreeStatus } from '@kbisect/contracts'
import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import { inOptions } from '../api/api-problem.ts'
import { connect } from '../api/connect.ts'
import { listAll } from '../api/list-pages.ts'
import { setCredentials, TREE_FIELDS } from '../ask/ensure-tree.ts'
import { CREDENTIALS_HELP } from '../ask/parse-credentials.ts'
import { readCredentials } from '../ask/read-credentials.ts'
import { repositoryUrl } from '../ask/repository-url.ts'
import { waitForTree } from '../ask/wait-for-tree.ts'
import { CliError } from '../cli-error.ts'
import type { Context, Finish } from '../context.ts'
import type { Paint } from '../paint.ts'
import { printable } from '../printable.ts'
import { readableTime } from '../progress/durations.ts'
import { tableLines } from '../table-lines.ts'

interface TreeOptions {
  readonly commitUrl?: string
  readonly credentialsFile?: string
  readonly remove?: boolean
  readonly json?: boolean
}

const FILE = ['--credentials-file <file>', 'user and password of its server; - for standard input'] as const
const JSON_OPTION = ['--json', 'print the tree as JSON'] as const

/** `kbisect tree`: the repositories that a service knows. */
export function addTreeCommand(program: Command, context: Context, finish: Finish): void {
  const tree = program
    .command('tree')
    .summary('list, add, fetch and remove trees, and set their credentials')
    .description('Trees are the git repositories that the service fetches. `run` and `start` add the tree of --repo.')
  tree
    .command('list')
    .summary('list trees by name')
    .description('Lists trees by name, with their last fetch.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect tree list')
    .action(({ json }: TreeOptions) => finish(() => list(context, json === true)))
  tree
    .command('add')
    .argument('<name>', 'a new name: lower-case letters, digits or . _ -')
    .argument('<url>', 'where git fetches from, without user and password; or a clone on the machine of the service')
    .summary('add a tree, and fetch it')
    .description('Adds a tree, and waits until it is fetched. Ctrl-C leaves the fetch running.')
    .option('--commit-url <template>', 'page of a commit, with {hash}; default: by the host of the URL')
    .option(...FILE)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${CREDENTIALS_HELP}

Examples:
  $ kbisect tree add mainline https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git
  $ pass show git-token | kbisect tree add vendor https://git.example.org/linux.git --credentials-file -`,
    )
    .action((name: string, url: string, options: TreeOptions) => finish(() => add(context, name, url, options)))
  tree
    .command('credentials')
    .argument('<tree>', 'its name; `kbisect tree list` shows all')
    .summary('set or remove the credentials of a tree')
    .description(
      'Sets user and password, or access token, of a tree by https or http, and fetches the tree to try them.\n' +
        'The service stores them encrypted and shows them to nobody.',
    )
    .option(...FILE)
    .option('--remove', 'remove those that it has')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${CREDENTIALS_HELP}

Examples:
  $ kbisect tree credentials vendor --credentials-file ~/vendor-token
  $ printf 'url=https://git.example.org\\n\\n' | git credential fill | kbisect tree credentials vendor --credentials-file -
  $ kbisect tree credentials vendor --remove`,
    )
    .action((name: string, options: TreeOptions) => finish(() => changeCredentials(context, name, options)))
  tree
    .command('fetch')
    .argument('<tree>', 'its name; `kbisect tree list` shows all')
    .summary('bring a tree up to date')
    .description('Fetches a tree, and waits until that is done. Ctrl-C leaves the fetch running.')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExamples:\n  $ kbisect tree fetch mainline')
    .action((name: string, options: TreeOptions) => finish(() => fetchTree(context, name, options)))
  tree
    .command('remove')
    .argument('<tree>', 'its name; `kbisect tree list` shows all')
    .summary('remove a tree that no bisection uses')
    .description('Removes a tree that no bisection uses, with what was fetched of it.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect tree remove vendor')
    .action((name: string, options: TreeOptions) => finish(() => remove(context, name, options)))
}

async function list(context: Context, json: boolean): Promise<number> {
  const { terminal } = context
  const { api } = await connect(context)
  const trees = await listAll<TreeStatus>(api, '/trees')
  if (json) terminal.out(JSON.stringify(trees, null, 2))
  else for (const line of tableLines(trees.map((tree) => treeRow(tree, terminal.paintOut)))) terminal.out(line)
  if (trees.length === 0) terminal.note('no trees yet; `kbisect tree add NAME URL` adds one')
  return 0
}

function treeRow({ name, url, hasCredentials, ...fetches }: TreeStatus, paint: Paint): string[] {
  const { fetching, fetchError } = fetches
  const tone = fetching ? 'strong' : fetchError === null ? undefined : 'bad'
  return [name, paint(tone, fetchState(fetches)), printable(url), hasCredentials ? 'with credentials' : '']
}

function fetchState({ fetching, fetchedAt, fetchError }: Pick<TreeStatus, 'fetching' | 'fetchedAt' | 'fetchError'>) {
  if (fetching) return 'being fetched'
  if (fetchError !== null) return 'cannot be fetched'
  return fetchedAt === null ? 'not fetched yet' : `fetched ${readableTime(fetchedAt)}`
}

async function add(context: Context, name: string, where: string, options: TreeOptions): Promise<number> {
  const url = repositoryUrl(where, 'URL')
  const { credentialsFile, commitUrl } = options
  const credentials = credentialsFile === undefined ? undefined : await readCredentials(context, credentialsFile)
  const { api } = await connect(context)
  let tree: TreeStatus
  try {
    tree = await api.post<TreeStatus>('/trees', {
      name,
      url,
      ...(commitUrl === undefined ? {} : { commitUrl }),
      ...(credentials ? { credentials } : {}),
    })
  } catch (error) {
    throw inOptions(error, { name: 'NAME', url: 'URL', commitUrl: '--commit-url', ...TREE_FIELDS })
  }
  context.terminal.note(`added the tree ${tree.name} (${printable(tree.url)})`)
  return await finishFetch(context, api, tree, options)
}

async function changeCredentials(context: Context, name: string, options: TreeOptions): Promise<number> {
  const { credentialsFile, remove: removes, json } = options
  if ((credentialsFile === undefined) === (removes !== true))
    throw new CliError('give --credentials-file FILE or --remove, and not both', {
      hint: '--credentials-file - reads standard input',
    })
  if (credentialsFile !== undefined) {
    const credentials = await readCredentials(context, credentialsFile)
    const { api } = await connect(context)
    return await finishFetch(context, api, await setCredentials(api, encodeURIComponent(name), credentials), options)
  }
  const { api } = await connect(context)
  const path = pathOf(name)
  await api.delete(`${path}/credentials`)
  context.terminal.note(`the tree ${name} has no credentials any more`)
  if (json) context.terminal.out(JSON.stringify(await api.get<TreeStatus>(path)))
  return 0
}

async function fetchTree(context: Context, name: string, options: TreeOptions): Promise<number> {
  const { api } = await connect(context)
  return await finishFetch(context, api, await api.post<TreeStatus>(`${pathOf(name)}/fetch`), options)
}

async function finishFetch(context: Context, api: Api, tree: TreeStatus, { json }: TreeOptions): Promise<number> {
  const { note, out } = context.terminal
  const fetched = await waitForTree(api, tree, { signal: context.interrupted(), note })
  note(`the tree ${fetched.name} is fetched${fetched.hasCredentials ? ', with its credentials' : ''}`)
  if (json) out(JSON.stringify(fetched))
  return 0
}

async function remove(context: Context, name: string, { json }: TreeOptions): Promise<number> {
  const { api } = await connect(context)
  await api.delete(pathOf(name))
  context.terminal.note(`the tree ${name} is removed`)
  if (json) context.terminal.out(JSON.stringify({ removed: name }))
  return 0
}

const pathOf = (name: string): string => `/trees/${encodeURIComponent(name)}`
