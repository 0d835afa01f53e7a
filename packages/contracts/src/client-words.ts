/** Who reads a text of the service: a person at the command line, or one on the pages. */
export type Client = 'command' | 'page'

/** What stands for a request of the API; `:part` is a word of its path. */
type Words = Readonly<Record<Client, string>>

const page = (name: string): Words => ({ command: `the page ${name}`, page: `the page ${name}` })

/**
 * What a person does instead of a request. Texts of the service name requests, for programs; each
 * request that a text names has a line here, which a test checks.
 */
export const clientWords: Readonly<Record<string, Words>> = {
  'GET /bisections': { command: '`kbisect list`', page: 'the page Bisections' },
  'GET /bisections/:id/candidates': { command: 'the page of the bisection', page: 'the list on its page' },
  'GET /bisections/:id/runs': { command: '`kbisect show :id --runs`', page: 'the page of the bisection' },
  'GET /mails': page('of the bisection'),
  'GET /regressions': page('Regressions'),
  'GET /runs/:id': { command: '`kbisect show ID --runs`', page: 'the page of the bisection' },
  'GET /tokens': page('Access'),
  'GET /trees': { command: '`kbisect tree list`', page: 'the page Trees' },
  'GET /trees/:name': { command: '`kbisect tree list`', page: 'the page Trees' },
  'POST /trees': { command: '`kbisect tree add`', page: 'the form on the page Trees' },
  'POST /trees/:name/fetch': { command: '`kbisect tree fetch :name`', page: 'the button "Fetch" on the page Trees' },
  'PUT /trees/:name/credentials': {
    command: '`kbisect tree credentials :name`',
    page: '"Credentials" on the page Trees',
  },
  'GET /watches/:id/revisions': { command: '`kbisect watch-branch show :id`', page: 'the page of the watch' },
  'GET /watches': { command: '`kbisect watch-branch list`', page: 'the page Watches' },
  'GET /webhooks': page('Webhooks'),
  'PATCH /webhooks/:id': page('Webhooks'),
  'GET /webhooks/:id/deliveries': page('Webhooks'),
}

// The method may be what is left of a longer word; a body in JSON is for programs alone.
const REQUEST = /`?(?<![A-Z])(GET|POST|PUT|PATCH|DELETE) \/api\/v1(\/[\w/.-]*[\w/-])`?(?: with \{[^{}]{0,200}\})?/g

/** What a person on the pages does instead of a command. */
export const commandsOnPages: Readonly<Record<string, string>> = {
  'kbisect resume ID --repin': 'the button "Resume with the present tools"',
}

/**
 * Returns a text of the service with the words of a client in place of requests of the API, and on
 * pages in place of commands that have a button.
 */
export function inWordsOf(client: Client, text: string): string {
  const words = client === 'page' ? Object.entries(commandsOnPages) : []
  const shown = words.reduce((said, [command, button]) => said.replaceAll(command, button), text)
  return shown.replace(REQUEST, (whole, method: string, path: string) => {
    const parts = path.split('/')
    for (const [request, words] of Object.entries(clientWords)) {
      const named = match(request.split(' '), method, parts)
      if (named) return words[client].replaceAll(/:(\w+)/g, (part, name: string) => named[name] ?? part)
    }
    return whole
  })
}

/** Returns the words of a path that a pattern names; undefined where it does not fit. */
function match(
  [wanted, pattern = '']: readonly string[],
  method: string,
  parts: readonly string[],
): Record<string, string> | undefined {
  const names = pattern.split('/')
  if (wanted !== method || names.length !== parts.length) return undefined
  const named: Record<string, string> = {}
  for (const [at, name] of names.entries()) {
    const part = parts[at] ?? ''
    if (name.startsWith(':')) named[name.slice(1)] = part
    else if (name !== part) return undefined
  }
  return named
}
