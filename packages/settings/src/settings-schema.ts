import Type from 'typebox'
import { gitSettings } from './git-settings.ts'
import {
  absolutePath,
  isCidr,
  list,
  networks,
  type Part,
  roles,
  setting,
  text,
  url,
  whole,
  words,
} from './setting-kinds.ts'

const service: readonly Part[] = ['api', ...roles]
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Every setting there is, in the order in which `.env.example` shows them. */
export const settingsSchema = {
  DATABASE_URL: url(['postgres:', 'postgresql:'], {
    usedBy: service,
    description:
      'Postgres 15 or newer, for a service of many hosts. Without it the service starts a private Postgres in the state directory.',
    expects: 'a URL that begins with postgresql://',
    example: 'postgresql://kbisect:password@db.example.org:5432/kbisect',
    defaultText: 'a private Postgres',
    secret: true,
  }),
  REDIS_URL: url(['redis:', 'rediss:'], {
    usedBy: service,
    description:
      'Redis 6.2 or newer with maxmemory-policy noeviction. Without it the service starts a private Redis in the state directory.',
    expects: 'a URL that begins with redis:// or rediss://',
    example: 'redis://:password@queue.example.org:6379',
    defaultText: 'a private Redis',
    secret: true,
  }),
  KBISECT_STATE_DIR: absolutePath({
    usedBy: [...service, 'command'],
    description:
      'Where everything lives that must survive a restart: databases, mirrors, builds, artifacts, logs. API and workers on one host share it.',
    expects: 'an absolute path',
    example: '/var/lib/kbisect',
    defaultText: '/var/lib/kbisect for root, else ~/.local/state/kbisect',
  }),
  KBISECT_HOST: text({
    usedBy: ['api', 'coordinator'],
    description: 'Address the API listens on. 0.0.0.0 opens it to the network: put a proxy with TLS in front of it.',
    expects: 'an address or host name',
    example: '127.0.0.1',
    default: '127.0.0.1',
    pattern: '^[A-Za-z0-9.:_-]+$',
  }),
  KBISECT_PORT: whole({
    usedBy: ['api', 'coordinator'],
    description: 'Port the API listens on; 0 takes any free one.',
    expects: 'a whole number from 0 to 65535',
    example: '8470',
    default: 8470,
    minimum: 0,
    maximum: 65_535,
  }),
  KBISECT_PUBLIC_URL: url(['http:', 'https:'], {
    usedBy: ['api', 'coordinator'],
    description: 'Where people reach the pages; used in links of reports, mails and webhooks.',
    expects: 'a URL that begins with http:// or https://',
    example: 'https://kbisect.example.org',
    defaultText: 'http://KBISECT_HOST:KBISECT_PORT',
  }),
  KBISECT_TOKEN: text({
    usedBy: ['api', 'command'],
    description:
      'Bearer token of the first administrator. Another one set here replaces it: the one of before is revoked at the next start of the API. Without it a random one is made and kept in the file `token` of the state directory, where the command line finds it.',
    expects: 'at least 16 letters, digits or . _ ~ + / = -',
    example: 'the output of `openssl rand -hex 32`',
    pattern: '^[A-Za-z0-9._~+/=-]{16,}$',
    defaultText: 'a random one',
    secret: true,
  }),
  KBISECT_SECRETS_KEY: setting(Type.Array(Type.String({ pattern: '^[0-9a-fA-F]{64}$' })), {
    usedBy: ['api', 'coordinator'],
    description:
      'Encrypts the URLs, secrets and headers of webhooks and the credentials of trees in the database. Keep a copy: without it they are lost. To change it, put the new key before the old one, with a comma between, start API and coordinators again, and take the old one away after the API has started. The file holds one key a line.',
    expects: 'keys of 64 hexadecimal digits, with commas between',
    example: 'the output of `openssl rand -hex 32`',
    default: [],
    defaultText: 'a random one in the file `secrets-key` of the state directory',
    secret: true,
  }),
  KBISECT_READS: words(['token', 'public'], {
    usedBy: ['api', 'coordinator'],
    description:
      'Who may read bisections, reports and logs: users with a token (token), or everybody who reaches the port (public). Changes always need a token.',
    expects: 'token or public',
    example: 'public',
    default: 'token',
  }),
  KBISECT_METRICS: words(['public', 'token'], {
    usedBy: ['api'],
    description:
      'Who may read /metrics: everybody who reaches the port (public), or users with a token of any scope (token), which Prometheus sends with `authorization` in its scrape settings. With token there are no metrics while Postgres does not answer.',
    expects: 'public or token',
    example: 'token',
    default: 'public',
  }),
  KBISECT_RATE_LIMIT: whole({
    usedBy: ['api'],
    description:
      'How many requests a minute one token, or one address without a token, may make; a page that follows a bisection makes a few a second.',
    expects: 'a whole number from 10 to 1000000',
    example: '600',
    default: 6000,
    minimum: 10,
    maximum: 1_000_000,
  }),
  KBISECT_TRUST_PROXY: setting(
    Type.Refine(Type.Array(Type.String()), (values) =>
      values.every((value) => isCidr(value) || (values.length === 1 && /^[1-9]$/.test(value))),
    ),
    {
      usedBy: ['api'],
      description:
        'Proxies in front of the API whose X-Forwarded-For is trusted: their networks, or how many there are one behind the other. Without it all clients behind a proxy share one address in rate limits and logs. Set it only if the API can be reached through the proxy alone.',
      expects: 'a list of networks, with commas between, or a number from 1 to 9',
      example: '127.0.0.1/32',
      default: [],
      defaultText: 'none is trusted',
    },
  ),
  KBISECT_IMPORT_POLICY: words(['bisect', 'record'], {
    usedBy: ['api'],
    description:
      'What POST /api/v1/regressions does: start a bisection where the range is known, or only list the regression.',
    expects: 'bisect or record',
    example: 'record',
    default: 'bisect',
  }),
  KBISECT_PUSH_SECRET: text({
    usedBy: ['api'],
    description:
      'Secret of the webhooks by which GitHub, GitLab and Gitea tell of a push, so that watches look at once. Without it pushes need a token.',
    expects: '16 to 200 printable characters without spaces',
    example: 'the output of openssl rand -hex 32',
    defaultText: 'pushes need a token',
    pattern: '^[!-~]{16,200}$',
  }),
  KBISECT_KCIDB_ORIGIN: text({
    usedBy: ['api'],
    description: 'The origin under which results are exported to KCIDB.',
    expects: 'lower-case letters, digits or _',
    example: 'mylab',
    default: 'kbisect',
    pattern: '^[a-z0-9_]{1,40}$',
  }),
  KBISECT_SMTP_URL: url(['smtp:', 'smtps:'], {
    usedBy: ['api', 'coordinator'],
    description: 'The mail server that reports are sent by. Without it no mail is sent, whatever the policy says.',
    expects: 'a URL that begins with smtp:// or smtps://',
    example: 'smtps://user:password@mail.example.org:465',
    defaultText: 'none',
    secret: true,
  }),
  KBISECT_MAIL_FROM: text({
    usedBy: ['api', 'coordinator'],
    description: 'The sender of mails.',
    expects: 'an address, with or without a name',
    example: 'kbisect <kbisect@example.org>',
    defaultText: 'kbisect at the host of KBISECT_PUBLIC_URL',
    pattern: '^[^\\r\\n]*[^\\s@<>]@[^\\s@<>]+>?$',
  }),
  KBISECT_MAIL_POLICY: words(['off', 'fixed', 'people'], {
    usedBy: ['coordinator'],
    description:
      'Whether reports of culprits are written as mails: none (off), to the addresses of KBISECT_MAIL_TO (fixed), or also to the people of the commit (people). Under `people` a mail is held until a person decides, unless every check passed, KBISECT_PUBLIC_URL is an address that others reach, and KBISECT_READS is public.',
    expects: 'off, fixed or people',
    example: 'fixed',
    default: 'off',
  }),
  KBISECT_MAIL_TO: setting(Type.Array(Type.String({ pattern: '^[^\\s@,<>]+@[^\\s@,<>]+$' })), {
    usedBy: ['coordinator'],
    description: 'Addresses that get every report that is mailed.',
    expects: 'a list of addresses, with commas between',
    example: 'kernel-results@example.org',
    default: [],
  }),
  KBISECT_LOG_LEVEL: words(logLevels, {
    usedBy: service,
    description: 'The least important log lines to write.',
    expects: `one of ${logLevels.join(', ')}`,
    example: 'info',
    default: 'info',
  }),
  KBISECT_WORKER_ROLES: list(roles, {
    usedBy: roles,
    description:
      'What a worker of this host does: coordinator decides what comes next and sends webhooks, build compiles, boot runs QEMU.',
    expects: `a list of ${roles.join(', ')}, with commas between`,
    example: 'build,boot',
    default: roles,
  }),
  KBISECT_BUILD_JOBS: whole({
    usedBy: ['build'],
    description: 'How many compilers one build runs at once (make -j).',
    expects: 'a whole number from 1 to 1024',
    example: '8',
    minimum: 1,
    maximum: 1024,
    defaultText: 'the number of cores',
  }),
  KBISECT_BOOT_SLOTS: whole({
    usedBy: ['boot'],
    description: 'How many kernels one worker boots at once.',
    expects: 'a whole number from 1 to 256',
    example: '2',
    default: 2,
    minimum: 1,
    maximum: 256,
  }),
  KBISECT_MAX_ACTIVE_BISECTIONS: whole({
    usedBy: ['api', 'coordinator'],
    description:
      'How many bisections of one architecture are searched at once; further ones are queued, and begin in the order in which they came. ' +
      'About as many as there are hosts that build it: more of them share each host, and all end later.',
    expects: 'a whole number from 1 to 100000',
    example: '20',
    default: 20,
    minimum: 1,
    maximum: 100_000,
  }),
  KBISECT_WORKER_NAME: text({
    usedBy: roles,
    description: 'How this host is called in the list of workers.',
    expects: '1 to 64 letters, digits or . _ -',
    example: 'builder-1',
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    defaultText: 'the host name',
  }),
  KBISECT_SANDBOX: words(['bwrap', 'none'], {
    usedBy: roles,
    description:
      'bwrap runs builds and boots in bubblewrap, without network and with nothing but their own directories. none lets the code under test do what this user can do, and is refused to root; reports say so.',
    expects: 'bwrap or none',
    example: 'bwrap',
    default: 'bwrap',
  }),
  ...gitSettings,
  KBISECT_CCACHE_DIR: absolutePath({
    usedBy: ['build'],
    description: 'Directory of the compiler caches: each tree has one of its own. Other programs must not write to it.',
    expects: 'an absolute path',
    example: '/var/cache/kbisect',
    defaultText: 'ccache in the state directory',
  }),
  KBISECT_CCACHE_SIZE: text({
    usedBy: ['build'],
    description: 'Limit of all compiler caches of a host together. Each tree has an equal share of it.',
    expects: 'a number followed by K, M, G or T',
    example: '10G',
    default: '10G',
    pattern: '^[1-9][0-9]*(\\.[0-9]+)?[KMGT]$',
  }),
  KBISECT_KVM: words(['auto', 'off'], {
    usedBy: ['boot'],
    description: 'auto uses KVM for an architecture once a trial boot has proved that it works here; off never does.',
    expects: 'auto or off',
    example: 'auto',
    default: 'auto',
  }),
  KBISECT_WEBHOOK_ALLOW_CIDRS: networks({
    usedBy: ['api', 'coordinator'],
    description:
      'Networks that webhooks may reach although they are not public, for receivers inside a company. Loopback and private networks are refused otherwise.',
    expects: 'a list of networks, with commas between',
    example: '10.20.0.0/16,fd00:1234::/32',
    default: [],
  }),
  KBISECT_BUILD_TIMEOUT_SECONDS: whole({
    usedBy: ['build'],
    description:
      'Seconds after which a build is given up. Where its processes slept, or got all the CPU time that they asked for, it counts as failed when it comes to this again; otherwise it is tried again, and after five times its bisection pauses.',
    expects: 'a whole number from 10 to 604800',
    example: '3600',
    default: 3600,
    minimum: 10,
    maximum: 604_800,
  }),
  KBISECT_BUILD_SIZE_LIMIT_BYTES: whole({
    usedBy: ['build'],
    description:
      'Bytes that the output directory of one build may take. A build that writes more is stopped and its output removed; when the same revision does it again, its build counts as failed.',
    expects: 'a whole number of bytes, at least 67108864 (64 MiB)',
    example: '34359738368',
    default: 34_359_738_368,
    minimum: 67_108_864,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  KBISECT_DISK_RESERVE_BYTES: whole({
    usedBy: service,
    description:
      'Free bytes to keep where the state directory and the databases lie. Below it workers begin nothing and the API takes no changes but deletions and cancellations; below half of it builds are stopped. Work goes on by itself when space is back.',
    expects: 'a whole number of bytes',
    example: '2147483648',
    default: 2_147_483_648,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  KBISECT_DASHBOARD_DIR: absolutePath({
    usedBy: ['api'],
    description: 'Directory with the built pages that the API serves.',
    expects: 'an absolute path',
    example: '/usr/share/kbisect/dashboard',
    defaultText: 'the pages built in this checkout',
  }),
  KBISECT_URL: url(['http:', 'https:'], {
    usedBy: ['command'],
    description:
      'The server that the command line talks to. In a settings file it counts only where the configuration file of the command line names no default.',
    expects: 'a URL that begins with http:// or https://',
    example: 'https://kbisect.example.org',
    defaultText: 'the service of this state directory, started when it does not run',
  }),
  KBISECT_INSTANCE: text({
    usedBy: ['command'],
    description:
      'The server that the command line talks to, by its name in the configuration file that `kbisect instance` manages; local: the service of this machine. It cannot be set together with KBISECT_URL.',
    expects: '1 to 64 letters, digits, _ or -',
    example: 'work',
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    defaultText: 'the default of the configuration file',
  }),
}

export type SettingName = keyof typeof settingsSchema
