import { absolutePath, list, networks, type Part, text } from './setting-kinds.ts'

// What runs git on trees.
const fetching: readonly Part[] = ['api', 'coordinator', 'build']
const gitProtocols = ['file', 'https', 'http', 'git', 'ssh'] as const
const gitChecks = [
  'duplicateEntries',
  'fullPathname',
  'missingAuthor',
  'multipleAuthors',
  'nulInCommit',
  'nullSha1',
  'treeNotSorted',
] as const

const proxy = (description: string) =>
  text({
    usedBy: fetching,
    description,
    expects: 'a URL, or a host and a port',
    example: 'http://proxy.example.org:3128',
    defaultText: 'none',
    pattern: '^\\S+$',
    secret: true,
  })

/**
 * Settings of what git fetches trees through: protocols, networks, proxies, certificates, keys, and
 * checks of what came.
 */
export const gitSettings = {
  KBISECT_GIT_PROTOCOLS: list(gitProtocols, {
    usedBy: fetching,
    description:
      'Ways in which git may fetch trees. file lets everyone who may add a tree read every repository that this user can read: leave it out of a service that others use.',
    expects: `a list of ${gitProtocols.join(', ')}, with commas between`,
    example: 'https,ssh',
    defaultText: 'file,https,git,ssh with the private Postgres, https,git,ssh with DATABASE_URL',
  }),
  KBISECT_GIT_ALLOW_CIDRS: networks({
    usedBy: fetching,
    description:
      'Networks that trees may be fetched from although they are not public, for git servers inside a company. Loopback and private networks are refused otherwise.',
    expects: 'a list of networks, with commas between',
    example: '10.20.0.0/16,fd00:1234::/32',
    default: [],
  }),
  HTTPS_PROXY: proxy(
    'Proxy through which git fetches trees by https, also as https_proxy. It looks up the hosts then.',
  ),
  HTTP_PROXY: proxy('Proxy through which git fetches trees by http, also as http_proxy.'),
  ALL_PROXY: proxy('Proxy through which git fetches trees where neither of these is set, also as all_proxy.'),
  NO_PROXY: text({
    usedBy: fetching,
    description: 'Hosts that git reaches without a proxy, also as no_proxy.',
    expects: 'host names, with commas between',
    example: 'git.example.org,.internal',
    defaultText: 'none',
    pattern: '^[^\\u0000-\\u001f]*$',
  }),
  GIT_SSL_CAINFO: absolutePath({
    usedBy: fetching,
    description:
      'File with the certificates of the authorities that git trusts for https, in place of those of the system.',
    expects: 'an absolute path',
    example: '/etc/ssl/certs/company.pem',
    defaultText: 'SSL_CERT_FILE if that is set, else those of the system',
  }),
  SSL_CERT_FILE: absolutePath({
    usedBy: fetching,
    description: 'As GIT_SSL_CAINFO, which comes first.',
    expects: 'an absolute path',
    example: '/etc/ssl/certs/ca-certificates.crt',
    defaultText: 'none',
  }),
  SSH_AUTH_SOCK: text({
    usedBy: fetching,
    description:
      'Socket of the ssh agent whose keys git uses for trees by ssh. Without it ssh uses the files of the service user. No command of ssh can be set: ~/.ssh/config is read.',
    expects: 'a path',
    example: '/run/user/1000/ssh-agent.socket',
    defaultText: 'none',
    pattern: '^[^\\u0000-\\u001f]*$',
  }),
  KBISECT_GIT_FSCK_IGNORE: list(gitChecks, {
    usedBy: fetching,
    description: `Checks of git's fsck that objects of a fetched tree need not pass: any of ${gitChecks.join(', ')}, with commas between. Oddly written names, addresses, dates, time zones and file modes are accepted always; what could do harm is refused always.`,
    expects: `a list of ${gitChecks.join(', ')}, with commas between`,
    example: 'nullSha1',
    defaultText: 'none',
  }),
}
