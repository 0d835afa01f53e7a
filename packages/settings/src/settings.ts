import { availableParallelism, homedir, hostname } from 'node:os'
import { join } from 'node:path'
import type Type from 'typebox'
import { Value } from 'typebox/value'
import { ServiceError } from './service-error.ts'
import type { SettingSchema } from './setting-kinds.ts'
import { type SettingName, settingsSchema } from './settings-schema.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Values = { [N in SettingName]?: Type.Static<(typeof settingsSchema)[N]> }
export type WorkerRole = NonNullable<Values['KBISECT_WORKER_ROLES']>[number]

/**
 * Everything that can be set, read once, checked and frozen. What each means is said in
 * `.env.example`.
 */
export interface Settings {
  /** Absent: the service starts a private Postgres. */
  readonly databaseUrl: string | undefined
  /** Absent: the service starts a private Redis. */
  readonly redisUrl: string | undefined
  readonly stateDir: string
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly publicUrl: string | undefined
  /** Absent: see {@link serviceToken}. */
  readonly token: string | undefined
  /** The current one first; empty: see {@link secretsKeys}. */
  readonly secretsKeys: readonly string[]
  /** Who may read: users with a token, or everybody. */
  readonly reads: 'token' | 'public'
  /** Who may read the metrics: everybody, or clients with a token. */
  readonly metrics: 'public' | 'token'
  /** Requests a minute of one token or address. */
  readonly rateLimit: number
  /** Proxies whose X-Forwarded-For is trusted: networks, or their number; empty: none. */
  readonly trustProxy: readonly string[]
  /** What reporting a regression does. */
  readonly importPolicy: 'bisect' | 'record'
  /** Of the webhooks that tell of a push; undefined: they need a token. */
  readonly pushSecret: string | undefined
  readonly kcidbOrigin: string
  readonly mail: MailSettings
  readonly logLevel: NonNullable<Values['KBISECT_LOG_LEVEL']>
  readonly workerRoles: readonly WorkerRole[]
  readonly buildJobs: number
  readonly bootSlots: number
  /** Bisections of one architecture that are searched at once. */
  readonly maxActiveBisections: number
  readonly workerName: string
  readonly sandbox: 'bwrap' | 'none'
  readonly gitProtocols: readonly string[]
  /** Checks of git's fsck that fetched objects need not pass, beside the harmless ones. */
  readonly gitIgnoredChecks: readonly string[]
  /** Networks that trees may be fetched from although they are not public. */
  readonly gitAllowCidrs: readonly string[]
  /** Variables for git children that fetch, under the names that git reads. */
  readonly gitEnvironment: Readonly<Record<string, string>>
  readonly ccacheDir: string
  readonly ccacheSize: string
  readonly kvm: 'auto' | 'off'
  readonly webhookAllowCidrs: readonly string[]
  readonly buildTimeoutSeconds: number
  /** Of the output directory of one build. */
  readonly buildSizeLimitBytes: number
  /** Free bytes below which nothing is begun. */
  readonly diskReserveBytes: number
  readonly dashboardDir: string | undefined
  /** For the command line: the server to talk to. */
  readonly url: string | undefined
  /** For the command line: that server, by its name in the configuration file. */
  readonly instance: string | undefined
}

/** How reports are mailed. */
export interface MailSettings {
  /** Absent: no mail is sent. */
  readonly smtpUrl: string | undefined
  readonly from: string
  readonly policy: 'off' | 'fixed' | 'people'
  readonly to: readonly string[]
}

/** One wrong setting: its name, what is wrong with which value, and what to do. */
export interface SettingMistake {
  readonly name: string
  readonly problem: string
  readonly hint: string
}

/** All wrong settings at once; the message lists them, one a line. Code `settings-wrong`. */
export class SettingsError extends ServiceError {
  readonly mistakes: readonly SettingMistake[]

  constructor(mistakes: readonly SettingMistake[]) {
    const lines = mistakes.map(({ name, problem, hint }) => `  ${name} ${problem}: ${hint}`)
    super('settings-wrong', `${mistakes.length} wrong setting(s):\n${lines.join('\n')}`, {
      hint: 'correct the settings named above; .env.example describes each',
    })
    this.mistakes = mistakes
  }
}

/** What the defaults depend on; by default this machine and the user who runs us. */
export interface Machine {
  readonly uid: number
  readonly home: string
  readonly cores: number
  readonly hostname: string
}

const thisMachine = (): Machine => ({
  uid: process.getuid?.() ?? -1,
  home: homedir(),
  cores: availableParallelism(),
  hostname: hostname(),
})

const names = Object.keys(settingsSchema) as SettingName[]

function parse(name: SettingName, raw: string): unknown {
  const schema: SettingSchema = settingsSchema[name]
  if (schema.type === 'integer') return /^[+-]?\d+$/.test(raw.trim()) ? Number(raw) : raw
  if (schema.type === 'array') return raw.split(',').flatMap((item) => item.trim() || [])
  return raw
}

function mistakeIn(name: SettingName, raw: string): SettingMistake {
  const { expects, example, secret }: SettingSchema = settingsSchema[name]
  const shown = secret ? 'has a value that cannot be used (not shown)' : `is ${JSON.stringify(raw)}`
  return { name, problem: `${shown}, expected ${expects}`, hint: `set it, for example to ${example}, or leave it out` }
}

function unknownName(name: string): SettingMistake {
  const close = names.find((known) => known.replaceAll('_', '') === name.replaceAll('_', '').toUpperCase())
  const hint = close ? `did you mean ${close}?` : 'remove it; .env.example lists what there is'
  return { name, problem: 'is not a setting of kbisect', hint }
}

function readValues(env: Environment): Values {
  const values: Record<string, unknown> = {}
  const mistakes = Object.keys(env)
    .filter((name) => /^KBISECT_/i.test(name) && !names.some((known) => known === name))
    .map(unknownName)
  for (const name of names) {
    const raw = env[name] || (name.endsWith('_PROXY') ? env[name.toLowerCase()] : undefined)
    const schema: SettingSchema = settingsSchema[name]
    // An empty value means "not set": that is how compose files and shells pass on what they do not
    // have.
    const value = raw ? parse(name, raw) : schema.default
    if (raw && !Value.Check(schema, value)) mistakes.push(mistakeIn(name, raw))
    values[name] = value
  }
  if (mistakes.length > 0) throw new SettingsError(mistakes)
  return values as Values
}

// curl reads some of these in lower case alone: a CGI program could be handed HTTP_PROXY by its
// client.
function gitEnvironment(values: Values): Record<string, string> {
  const found = {
    https_proxy: values.HTTPS_PROXY,
    http_proxy: values.HTTP_PROXY,
    all_proxy: values.ALL_PROXY,
    no_proxy: values.NO_PROXY,
    GIT_SSL_CAINFO: values.GIT_SSL_CAINFO ?? values.SSL_CERT_FILE,
    SSH_AUTH_SOCK: values.SSH_AUTH_SOCK,
  }
  return Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/**
 * Returns the state directory that an environment names, absolute or not at all; else the default
 * one of the user.
 */
export function stateDirectory(env: Environment, machine = thisMachine()): string {
  const named = env.KBISECT_STATE_DIR
  return named?.startsWith('/') ? named : defaultStateDir(env, machine)
}

function defaultStateDir(env: Environment, machine: Machine): string {
  if (machine.uid === 0) return '/var/lib/kbisect'
  const base = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(machine.home, '.local/state')
  return join(base, 'kbisect')
}

/** Constant defaults come from the schema; these depend on the machine or on other settings. */
function complete(values: Values, env: Environment, machine: Machine): Settings {
  const stateDir = values.KBISECT_STATE_DIR ?? defaultStateDir(env, machine)
  const embedded = values.DATABASE_URL === undefined
  const withDefaults = values as Required<Values>
  return {
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    stateDir,
    host: withDefaults.KBISECT_HOST,
    port: withDefaults.KBISECT_PORT,
    publicUrl: values.KBISECT_PUBLIC_URL?.replace(/(?<!\/)\/+$/, ''),
    token: values.KBISECT_TOKEN,
    secretsKeys: Object.freeze([...withDefaults.KBISECT_SECRETS_KEY]),
    reads: withDefaults.KBISECT_READS,
    metrics: withDefaults.KBISECT_METRICS,
    rateLimit: withDefaults.KBISECT_RATE_LIMIT,
    trustProxy: Object.freeze([...withDefaults.KBISECT_TRUST_PROXY]),
    importPolicy: withDefaults.KBISECT_IMPORT_POLICY,
    pushSecret: values.KBISECT_PUSH_SECRET,
    kcidbOrigin: withDefaults.KBISECT_KCIDB_ORIGIN,
    mail: Object.freeze({
      smtpUrl: values.KBISECT_SMTP_URL,
      from:
        values.KBISECT_MAIL_FROM ??
        `kbisect@${new URL(values.KBISECT_PUBLIC_URL ?? `http://${machine.hostname}`).hostname}`,
      policy: withDefaults.KBISECT_MAIL_POLICY,
      to: Object.freeze([...withDefaults.KBISECT_MAIL_TO]),
    }),
    logLevel: withDefaults.KBISECT_LOG_LEVEL,
    workerRoles: Object.freeze([...withDefaults.KBISECT_WORKER_ROLES]),
    buildJobs: values.KBISECT_BUILD_JOBS ?? machine.cores,
    bootSlots: withDefaults.KBISECT_BOOT_SLOTS,
    maxActiveBisections: withDefaults.KBISECT_MAX_ACTIVE_BISECTIONS,
    workerName: values.KBISECT_WORKER_NAME ?? machine.hostname,
    sandbox: withDefaults.KBISECT_SANDBOX,
    gitProtocols: Object.freeze([
      ...(values.KBISECT_GIT_PROTOCOLS ?? [...(embedded ? ['file'] : []), 'https', 'git', 'ssh']),
    ]),
    gitIgnoredChecks: Object.freeze([...(values.KBISECT_GIT_FSCK_IGNORE ?? [])]),
    gitAllowCidrs: Object.freeze([...withDefaults.KBISECT_GIT_ALLOW_CIDRS]),
    gitEnvironment: Object.freeze(gitEnvironment(values)),
    ccacheDir: values.KBISECT_CCACHE_DIR ?? join(stateDir, 'ccache'),
    ccacheSize: withDefaults.KBISECT_CCACHE_SIZE,
    kvm: withDefaults.KBISECT_KVM,
    webhookAllowCidrs: Object.freeze([...withDefaults.KBISECT_WEBHOOK_ALLOW_CIDRS]),
    buildTimeoutSeconds: withDefaults.KBISECT_BUILD_TIMEOUT_SECONDS,
    buildSizeLimitBytes: withDefaults.KBISECT_BUILD_SIZE_LIMIT_BYTES,
    diskReserveBytes: withDefaults.KBISECT_DISK_RESERVE_BYTES,
    dashboardDir: values.KBISECT_DASHBOARD_DIR,
    url: values.KBISECT_URL?.replace(/(?<!\/)\/+$/, ''),
    instance: values.KBISECT_INSTANCE,
  }
}

/**
 * Reads and checks the settings in an environment.
 * @throws SettingsError naming every mistake at once, unknown `KBISECT_*` names among them.
 */
export function readSettings(env: Environment, options: { machine?: Machine } = {}): Settings {
  return Object.freeze(complete(readValues(env), env, options.machine ?? thisMachine()))
}
