import type { SettingSchema } from './setting-kinds.ts'
import { settingsSchema } from './settings-schema.ts'
import { wrapText } from './wrap-text.ts'

const WIDTH = 100

const comment = (text: string): string[] => wrapText(text, WIDTH).map((line) => `# ${line}`)

function entry(name: string, schema: SettingSchema): string {
  const value = schema.default === undefined ? '' : String(schema.default)
  const otherwise = schema.defaultText ? [`# Default: ${schema.defaultText}.`] : []
  return [...comment(schema.description), ...otherwise, `#${name}=${value}`].join('\n')
}

/** The text of `.env.example`: every setting with its description and default, commented out. */
export function envExample(): string {
  const head = [
    '# Settings of kbisect. Copy this file to .env beside it or in the state directory, and remove the #',
    "# before what you want to change. The environment wins over both files, the state directory's over",
    "# the checkout's. Nothing needs to be set to start.",
    '# Written from packages/settings/src/settings-schema.ts by `npm run docs`.',
  ].join('\n')
  const entries = Object.entries(settingsSchema).map(([name, schema]) => entry(name, schema))
  return `${[head, ...entries].join('\n\n')}\n`
}
