import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { configurationPage } from './configuration-page.ts'
import { settingsSchema } from './settings-schema.ts'

const PAGE = fileURLToPath(new URL('../../../docs/configuration.md', import.meta.url))

test('docs/configuration.md is what the schema of the settings says', async () => {
  await expect(configurationPage()).toMatchFileSnapshot(PAGE)
})

test('the page has a section for every setting and no line of more than 100 columns', () => {
  const lines = configurationPage().split('\n')
  expect(lines.filter((line) => line.startsWith('## '))).toEqual(
    Object.keys(settingsSchema).map((name) => `## ${name}`),
  )
  expect(lines.filter((line) => line.length > 100)).toEqual([])
})
