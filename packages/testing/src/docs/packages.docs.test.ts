import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../../..')

test('every package and app has a README with its name and a sentence', () => {
  const directories = ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => join(group, name)),
  )
  const packages = directories.filter((directory) => existsSync(join(ROOT, directory, 'package.json')))
  expect(packages.length).toBeGreaterThan(15)
  for (const directory of packages) {
    const file = join(ROOT, directory, 'README.md')
    const { name } = JSON.parse(readFileSync(join(ROOT, directory, 'package.json'), 'utf8')) as { name: string }
    const [title, blank, sentence = ''] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    expect([directory, title, blank]).toEqual([directory, `# ${name}`, ''])
    expect([directory, sentence]).toEqual([directory, expect.stringMatching(/^[A-Z]/)])
  }
})
