import type { Part, SettingSchema } from './setting-kinds.ts'
import { readSettings, type Settings } from './settings.ts'
import { loadSettingsFiles } from './settings-files.ts'
import { type SettingName, settingsSchema } from './settings-schema.ts'

/**
 * Returns the settings of this process: of its environment, else of the settings files. A process
 * of the service names its parts: what none of them needs is removed from its environment and from
 * the answer.
 * @throws SettingsError for wrong settings, ServiceError `env-file-unreadable` or `env-file-wrong`
 * for a broken file.
 */
export function readProcessSettings(parts?: (settings: Settings) => readonly Part[]): Settings {
  loadSettingsFiles()
  const settings = readSettings(process.env)
  if (!parts) return settings
  const needed = neededBy(parts(settings))
  for (const name of settingNames.filter((each) => !needed(each))) {
    delete process.env[name]
    // Proxies are read in lower case too.
    delete process.env[name.toLowerCase()]
  }
  return readSettings(process.env)
}

const settingNames = Object.keys(settingsSchema) as SettingName[]

const neededBy = (parts: readonly Part[]) => (name: SettingName) => {
  const { usedBy }: SettingSchema = settingsSchema[name]
  return usedBy.some((part) => parts.includes(part))
}

// Needed by Node, git and the toolchains themselves; nothing else of our environment reaches a
// child.
const passedOn = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS']

/**
 * Returns the environment from which a child process reads these very settings again; of a process
 * of the service those that its parts need. What is not set is passed as empty, so that no settings
 * file sets it for the child.
 */
export function settingsEnvironment(settings: Settings, parts?: readonly Part[]): Record<string, string> {
  const own: Record<SettingName, string | number | undefined> = {
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    KBISECT_STATE_DIR: settings.stateDir,
    KBISECT_HOST: settings.host,
    KBISECT_PORT: settings.port,
    KBISECT_PUBLIC_URL: settings.publicUrl,
    KBISECT_TOKEN: settings.token,
    KBISECT_SECRETS_KEY: settings.secretsKeys.join(','),
    KBISECT_READS: settings.reads,
    KBISECT_METRICS: settings.metrics,
    KBISECT_RATE_LIMIT: settings.rateLimit,
    KBISECT_TRUST_PROXY: settings.trustProxy.join(','),
    KBISECT_IMPORT_POLICY: settings.importPolicy,
    KBISECT_PUSH_SECRET: settings.pushSecret,
    KBISECT_KCIDB_ORIGIN: settings.kcidbOrigin,
    KBISECT_SMTP_URL: settings.mail.smtpUrl,
    KBISECT_MAIL_FROM: settings.mail.from,
    KBISECT_MAIL_POLICY: settings.mail.policy,
    KBISECT_MAIL_TO: settings.mail.to.join(','),
    KBISECT_LOG_LEVEL: settings.logLevel,
    KBISECT_WORKER_ROLES: settings.workerRoles.join(','),
    KBISECT_BUILD_JOBS: settings.buildJobs,
    KBISECT_BOOT_SLOTS: settings.bootSlots,
    KBISECT_MAX_ACTIVE_BISECTIONS: settings.maxActiveBisections,
    KBISECT_WORKER_NAME: settings.workerName,
    KBISECT_SANDBOX: settings.sandbox,
    KBISECT_GIT_PROTOCOLS: settings.gitProtocols.join(','),
    KBISECT_GIT_ALLOW_CIDRS: settings.gitAllowCidrs.join(','),
    HTTPS_PROXY: settings.gitEnvironment.https_proxy,
    HTTP_PROXY: settings.gitEnvironment.http_proxy,
    ALL_PROXY: settings.gitEnvironment.all_proxy,
    NO_PROXY: settings.gitEnvironment.no_proxy,
    GIT_SSL_CAINFO: settings.gitEnvironment.GIT_SSL_CAINFO,
    SSL_CERT_FILE: process.env.SSL_CERT_FILE,
    SSH_AUTH_SOCK: settings.gitEnvironment.SSH_AUTH_SOCK,
    KBISECT_GIT_FSCK_IGNORE: settings.gitIgnoredChecks.join(','),
    KBISECT_CCACHE_DIR: settings.ccacheDir,
    KBISECT_CCACHE_SIZE: settings.ccacheSize,
    KBISECT_KVM: settings.kvm,
    KBISECT_WEBHOOK_ALLOW_CIDRS: settings.webhookAllowCidrs.join(','),
    KBISECT_BUILD_TIMEOUT_SECONDS: settings.buildTimeoutSeconds,
    KBISECT_BUILD_SIZE_LIMIT_BYTES: settings.buildSizeLimitBytes,
    KBISECT_DISK_RESERVE_BYTES: settings.diskReserveBytes,
    KBISECT_DASHBOARD_DIR: settings.dashboardDir,
    KBISECT_URL: settings.url,
    KBISECT_INSTANCE: settings.instance,
  }
  const needed = parts === undefined ? () => true : neededBy(parts)
  const given = settingNames.filter(needed).map((name) => [name, own[name]] as const)
  const inherited = passedOn.flatMap((name): [string, string][] => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries([...inherited, ...given.map(([name, value]) => [name, String(value ?? '')] as const)])
}
