import type { Part, SettingSchema } from './setting-kinds.ts'
import { settingsSchema } from './settings-schema.ts'
import { wrapText } from './wrap-text.ts'

const WIDTH = 100

const PART_NAMES: Readonly<Record<Part, string>> = {
  api: 'API',
  coordinator: 'coordinator',
  build: 'build worker',
  boot: 'boot worker',
  command: 'command line',
}

const HEAD = `# Configuration

This page is generated from packages/settings/src/settings-schema.ts by \`npm run docs\`.

All settings are environment variables. Every process of the service and the command \`kbisect\`
also read the file \`.env\` of the state directory and the file \`.env\` of the checkout in which
kbisect is installed. The environment wins over the files, the state directory's file over the
checkout's. A file \`.env\` of another directory is never read. An empty value means that the setting
is not set. A process that finds a wrong value, or an unknown name that begins with \`KBISECT_\`,
does not start and lists every mistake.

No setting is required. [.env.example](../.env.example) has all of them; copy it to one of these
files. A process receives only the settings that its part uses; "used by" names these parts.`

const code = (text: string | number): string => `\`${text}\``

function defaultOf({ default: value, defaultText }: SettingSchema): string {
  if (defaultText !== undefined) return defaultText
  if (value === undefined || (typeof value === 'object' && value.length === 0)) return 'none'
  return code(String(value))
}

const item = (text: string): string[] =>
  wrapText(text, WIDTH - 2).map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`))

function section(name: string, schema: SettingSchema): string {
  const { description, example, expects, secret, usedBy } = schema
  return [
    `## ${name}`,
    '',
    ...wrapText(description, WIDTH),
    '',
    ...item(`Default: ${defaultOf(schema)}`),
    ...item(`Value: ${expects}; for example ${example.startsWith('the output') ? example : code(example)}`),
    ...item(`Used by: ${usedBy.map((part) => PART_NAMES[part]).join(', ')}`),
    ...(secret ? item('Secret: error messages and logs never show its value.') : []),
  ].join('\n')
}

/**
 * Returns the text of docs/configuration.md: each setting with its meaning, default, values and the
 * parts that use it.
 */
export function configurationPage(): string {
  return `${[HEAD, ...Object.entries(settingsSchema).map(([name, schema]) => section(name, schema))].join('\n\n')}\n`
}
