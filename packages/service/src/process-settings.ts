import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ServiceError } from './service-error.ts'
import { readSettings, type Settings } from './settings.ts'

/**
 * The settings of this process: its environment, and below it the file `.env` of the working directory if there is one.
 * @throws SettingsError for wrong settings, ServiceError `env-file-unreadable` for a broken file.
 */
export function readProcessSettings(): Settings {
  const file = resolve('.env')
  if (existsSync(file)) {
    try {
      process.loadEnvFile(file)
    } catch (cause) {
      throw new ServiceError('env-file-unreadable', `cannot read the settings file ${file}: ${cause}`, {
        cure: 'correct the file or its permissions, or remove it',
        cause,
      })
    }
  }
  return readSettings(process.env)
}

// Needed by Node, git and the toolchains themselves; nothing else of our environment reaches a child.
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'SSH_AUTH_SOCK',
]

/** The environment from which a child process reads these very settings again. */
export function settingsEnvironment(settings: Settings): Record<string, string> {
  const own: Record<string, string | number | undefined> = {
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    KBISECT_STATE_DIR: settings.stateDir,
    KBISECT_HOST: settings.host,
    KBISECT_PORT: settings.port,
    KBISECT_PUBLIC_URL: settings.publicUrl,
    KBISECT_TOKEN: settings.token,
    KBISECT_READS: settings.reads,
    KBISECT_RATE_LIMIT: settings.rateLimit,
    KBISECT_IMPORT_POLICY: settings.importPolicy,
    KBISECT_KCIDB_ORIGIN: settings.kcidbOrigin,
    KBISECT_SMTP_URL: settings.mail.smtpUrl,
    KBISECT_MAIL_FROM: settings.mail.from,
    KBISECT_MAIL_POLICY: settings.mail.policy,
    KBISECT_MAIL_TO: settings.mail.to.join(','),
    KBISECT_LOG_LEVEL: settings.logLevel,
    KBISECT_WORKER_ROLES: settings.workerRoles.join(','),
    KBISECT_BUILD_JOBS: settings.buildJobs,
    KBISECT_BOOT_SLOTS: settings.bootSlots,
    KBISECT_WORKER_NAME: settings.workerName,
    KBISECT_SANDBOX: settings.sandbox,
    KBISECT_GIT_PROTOCOLS: settings.gitProtocols.join(','),
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
  }
  const inherited = passedOn.map((name) => [name, process.env[name]] as const)
  return Object.fromEntries(
    [...inherited, ...Object.entries(own)].flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
}
