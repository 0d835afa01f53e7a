import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { envExample } from './env-example.ts'
import { readSettings } from './settings.ts'

test('.env.example shows every setting as the schema has it', async () => {
  await expect(envExample()).toMatchFileSnapshot(fileURLToPath(new URL('../../../.env.example', import.meta.url)))
})

test('the constant defaults of .env.example are those of the program', () => {
  const shown = [...envExample().matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = '', value]) => [name, value] as const)
  expect(shown.length).toBeGreaterThan(15)
  expect(readSettings(Object.fromEntries(shown))).toEqual(readSettings({}))
})
