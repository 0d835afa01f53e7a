import type { Session } from '@kbisect/contracts'
import type { Command } from 'commander'
import { openApi } from '../api/api.ts'
import { CliError } from '../cli-error.ts'
import { type ConfigFile, configPath, readConfigFile } from '../config/config-file.ts'
import { type Instance, LOCAL, nameMistake, namesHint, tokenMistake, urlMistake } from '../config/parse-config.ts'
import { removeInstance, storeDefault, storeInstance } from '../config/write-config.ts'
import type { Context, Finish } from '../context.ts'
import { tableLines } from '../table-lines.ts'

interface Options {
  readonly default?: boolean
  /** False with `--no-token`. */
  readonly token?: boolean
  /** False with `--no-check`. */
  readonly check?: boolean
  readonly json?: boolean
}

const HELP = `
Configuration file:
  ~/.config/kbisect/config.toml, or below $XDG_CONFIG_HOME, with mode 0600:

    default = "work"

    [instances.work]
    url = "https://kbisect.example.org"
    token = "kb_…"

  A command talks to the service that is named first in this order: --instance;
  KBISECT_URL or KBISECT_INSTANCE of the environment; default of this file; the
  same settings in .env of the state directory or of the checkout; the service of
  this machine, whose name is local. The token of an instance goes to that
  instance alone, KBISECT_TOKEN never to one.`

/** `kbisect instance`: services elsewhere, by name. */
export function addInstanceCommand(program: Command, context: Context, finish: Finish): void {
  const instance = program
    .command('instance')
    .summary('store, list and remove services elsewhere, with URL and token')
    .description('Instances are services elsewhere. The configuration file has their names, URLs and tokens.')
    .addHelpText('after', HELP)
  instance
    .command('list')
    .summary('list the instances')
    .description('Lists the instances of the configuration file. Tokens are not shown.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect instance list')
    .action((options: Options) => finish(async () => list(context, options)))
  instance
    .command('add')
    .argument('<name>', 'letters, digits, _ or -')
    .argument('<url>', 'such as https://kbisect.example.org')
    .summary('store an instance, or replace it')
    .description(
      'Stores an instance. Reads its token from standard input; a terminal asks for it and does not show it.\n' +
        'The service is asked whether it knows the token.',
    )
    .option('--default', 'use it wherever no instance is named')
    .option('--no-token', 'for a service that everybody may read')
    .option('--no-check', 'do not ask the service')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `${HELP}

Examples:
  $ kbisect instance add work https://kbisect.example.org --default
  $ pass show kbisect-token | kbisect instance add work https://kbisect.example.org`,
    )
    .action((name: string, url: string, options: Options) => finish(() => add(context, name, url, options)))
  instance
    .command('default')
    .argument('<instance>', 'its name, or local')
    .summary('choose the instance for commands that name none')
    .description('Chooses the instance that commands talk to when they name none.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect instance default work\n  $ kbisect instance default local')
    .action((name: string, options: Options) => finish(async () => makeDefault(context, name, options)))
  instance
    .command('remove')
    .argument('<instance>', 'its name')
    .summary('remove an instance with its token')
    .description('Removes an instance with its token from the configuration file. The service is not asked.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect instance remove work')
    .action((name: string, options: Options) => finish(async () => remove(context, name, options)))
}

const configOf = ({ environment }: Context): ConfigFile => readConfigFile(configPath(environment))

const shown = (file: ConfigFile) => ({
  file: file.path,
  default: file.default ?? null,
  instances: [...file.instances.values()].map(({ name, url, token }) => ({ name, url, hasToken: token !== undefined })),
})

function list(context: Context, { json }: Options): number {
  const { terminal } = context
  const file = configOf(context)
  if (json) {
    terminal.out(JSON.stringify(shown(file), null, 2))
    return 0
  }
  const row = (name: string, where: string, token: string) => [
    name,
    where,
    [token, ...(name === (file.default ?? LOCAL) ? ['default'] : [])].filter((word) => word !== '').join(', '),
  ]
  const instances = [...file.instances.values()].map(({ name, url, token }) => row(name, url, token ? '' : 'no token'))
  for (const line of tableLines([...instances, row(LOCAL, 'the service of this machine', '')])) terminal.out(line)
  if (file.instances.size === 0) terminal.note('`kbisect instance add NAME URL` adds one')
  return 0
}

async function add(context: Context, name: string, url: string, options: Options): Promise<number> {
  const wrongName = nameMistake(name)
  if (wrongName !== undefined)
    throw new CliError(`NAME: ${JSON.stringify(name)} ${wrongName}`, { hint: 'choose another' })
  const wrongUrl = urlMistake(url)
  if (wrongUrl !== undefined) throw new CliError(`URL: ${wrongUrl}`, { hint: 'such as https://kbisect.example.org' })
  const before = configOf(context)
  const token = options.token === false ? undefined : await readToken(context)
  const instance: Instance = { name, url: withoutTrailingSlashes(url), token }
  const who = options.check === false || token === undefined ? undefined : await check(instance, token)
  storeInstance(before, instance)
  if (options.default) storeDefault(configOf(context), name)
  const file = configOf(context)
  const { note, out } = context.terminal
  note(`stored the instance ${name} in ${file.path}${who ? `; its token is "${who.name}", scope ${who.scope}` : ''}`)
  if (file.default !== name) note(`use it with --instance ${name}, or always: kbisect instance default ${name}`)
  if (options.json) out(JSON.stringify(shown(file)))
  return 0
}

async function readToken({ readInput }: Context): Promise<string> {
  const token = (await readInput('Token (not shown): ')).trim()
  const wrong = token === '' ? 'is empty' : tokenMistake(token)
  if (wrong === undefined) return token
  throw new CliError(`the token of standard input ${wrong}`, {
    hint: 'give the one that the operator of the service gave you; --no-token is for a service that everybody may read',
  })
}

async function check({ url }: Instance, token: string): Promise<Session> {
  const hints = {
    noAnswer: 'check the URL; --no-check stores it all the same',
    noKbisect: 'give the address of a kbisect, without a path',
    token: 'give the token that the operator of the service gave you, whole',
  }
  return await openApi(url, { hints }).post<Session>('/session', { token })
}

function makeDefault(context: Context, name: string, { json }: Options): number {
  const before = configOf(context)
  if (name !== LOCAL) requireKnown(before, name)
  storeDefault(before, name)
  const file = configOf(context)
  context.terminal.note(`commands that name no instance talk to ${name}`)
  if (json) context.terminal.out(JSON.stringify(shown(file)))
  return 0
}

function remove(context: Context, name: string, { json }: Options): number {
  const before = configOf(context)
  requireKnown(before, name)
  removeInstance(before, name)
  const file = configOf(context)
  const more = before.default === name ? '; it was the default, and there is none now' : ''
  context.terminal.note(`removed the instance ${name} from ${file.path}${more}`)
  if (json) context.terminal.out(JSON.stringify(shown(file)))
  return 0
}

function requireKnown({ path, instances }: ConfigFile, name: string): void {
  if (instances.has(name)) return
  throw new CliError(`there is no instance ${JSON.stringify(name)} in ${path}`, {
    hint: namesHint([...instances.keys()]),
  })
}

function withoutTrailingSlashes(url: string): string {
  let end = url.length
  while (url[end - 1] === '/') end--
  return url.slice(0, end)
}
