import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, readText } from './markdown-files.ts'

test('every package and app has a README with its name and a sentence', () => {
  const directories = ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => join(group, name)),
  )
  const packages = directories.filter((directory) => existsSync(join(ROOT, directory, 'package.json')))
  expect(packages.length).toBeGreaterThan(15)
  for (const directory of packages) {
    const file = join(directory, 'README.md')
    const { name } = JSON.parse(readText(join(directory, 'package.json'))) as { name: string }
    const [title, blank, sentence = ''] = existsSync(join(ROOT, file)) ? readText(file).split('\n') : []
    expect([directory, title, blank]).toEqual([directory, `# ${name}`, ''])
    expect([directory, sentence]).toEqual([directory, expect.stringMatching(/^[A-Z]/)])
  }
})
