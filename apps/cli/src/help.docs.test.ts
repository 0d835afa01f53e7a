import { fileURLToPath } from 'node:url'
import { wrapText } from '@kbisect/settings'
import { expect, test } from 'vitest'
import { testContext } from './captured-terminal.fixture.ts'
import { EXIT_STATUSES } from './exit-status.ts'
import { runProgram } from './program.ts'

const PAGE = fileURLToPath(new URL('../../../docs/cli.md', import.meta.url))

const HEAD = `# The command \`kbisect\`

This page is generated from the help texts of the program by \`npm run docs\`.

\`npm run setup\` builds the command and links it into a directory of \`PATH\`; it says which one. It
links the manual page as well: \`man kbisect\`. \`npm link\` links the command alone, and \`npx kbisect\`
works in the checkout without a link. Results go to standard output, progress and errors to standard
error. A terminal gets colours; \`NO_COLOR\` turns them off, and \`FORCE_COLOR\` turns them on for files
and pipes.

A command talks to the service that is named first in this order:

1. the option \`--instance NAME\`, before the command or after it
2. \`KBISECT_URL\` (with \`KBISECT_TOKEN\`) or \`KBISECT_INSTANCE\` in the environment
3. \`default\` in the configuration file, \`~/.config/kbisect/config.toml\`
4. the same settings in \`.env\` of the state directory, then of the checkout
5. the service of this machine, which is started when it does not run; its name is \`local\`

\`kbisect instance\` manages the configuration file. It must have mode 0600, because it holds tokens; no
command prints them. The file is TOML:

\`\`\`toml
default = "work"

[instances.work]
url = "https://kbisect.example.org"
token = "kb_…"
\`\`\`

The exit status is:

${EXIT_STATUSES.map(([status, meaning]) => wrapText(`- ${status}: ${meaning}`, 98).join('\n  ')).join('\n')}`

interface Help {
  readonly command: string
  readonly text: string
}

async function helpOf(words: readonly string[]): Promise<Help[]> {
  const { context, terminal } = testContext('http://127.0.0.1:9')
  expect(await runProgram([...words, '--help'], context)).toBe(0)
  const text = terminal.output.join('\n')
  const list = /^Commands:\n((?: {2}.*\n?)+)/m.exec(text)?.[1] ?? ''
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name]) =>
    name && name !== 'help' ? [name] : [],
  )
  const below = await Promise.all(names.map((name) => helpOf([...words, name])))
  return [{ command: ['kbisect', ...words].join(' '), text }, ...below.flat()]
}

const section = ({ command, text }: Help): string => `## ${command}\n\n\`\`\`\n${text}\n\`\`\``

test('docs/cli.md is what the help of every command says', async () => {
  const helps = await helpOf([])
  expect(helps.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['kbisect run', 'kbisect lab create', 'kbisect doctor', 'kbisect resume']),
  )
  await expect(`${[HEAD, ...helps.map(section)].join('\n\n')}\n`).toMatchFileSnapshot(PAGE)
})
