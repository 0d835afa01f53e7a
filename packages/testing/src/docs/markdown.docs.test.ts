import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anchorsOf, filesBelow, type MarkdownFile, ROOT, readMarkdown, readText } from './markdown-files.ts'

const files = filesBelow()
const pages = files.filter((path) => path.endsWith('.md')).map(readMarkdown)

/** What `find` returns of each page, with the page's path in front. */
const findings = (find: (page: MarkdownFile) => string[]): string[] =>
  pages.flatMap((page) => find(page).map((one) => `${page.path}: ${one}`))

test('there are pages to check', () => {
  expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/cli.md']))
  expect(pages.length).toBeGreaterThan(40)
})

describe('in Markdown', () => {
  test('every relative link names a file, and a heading of it', () => {
    const broken = ({ path, prose }: MarkdownFile): string[] => {
      const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
      return links.filter((link) => {
        if (/^(https?|mailto):/.test(link)) return false
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? path : relative(ROOT, resolve(ROOT, dirname(path), file))
        if (!existsSync(join(ROOT, target))) return true
        return anchor !== undefined && !anchorsOf(readText(target)).includes(anchor)
      })
    }
    expect(findings(broken)).toEqual([])
  })

  test('every file of the repository that a page names exists', () => {
    const names = new Set(files.map((path) => basename(path)))
    const missing = ({ code, prose }: MarkdownFile): string[] =>
      [...code, prose.replaceAll(/\]\([^)]*\)/g, '')]
        // What a command writes need not be there.
        .flatMap((text) => text.replaceAll(/(>|--output) \S+/g, '').split(/[\s,;:()"']+/))
        .filter((word) => /^(packages|apps|docs|scripts|prisma)\/[\w./-]+$|^[\w-]+\.(ts|tsx|mjs|md)$/.test(word))
        .map((word) => word.replace(/\.$/, ''))
        .filter((word) => !existsSync(join(ROOT, word.replace('/dist/', '/src/').replace(/\/main\.js$/, '/main.ts'))))
        .filter((word) => word.includes('/') || !names.has(word))
    expect(findings(missing)).toEqual([])
  })

  test('every npm script that a page names is in package.json', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: object }
    const unknown = ({ code }: MarkdownFile): string[] =>
      code
        .flatMap((text) =>
          [...text.matchAll(/^\s*(?:[A-Z_]+=\S+ )*npm (?:run (?:--silent )?)?([a-z][\w:-]*)/g)].map(
            ([, name = '']) => name,
          ),
        )
        .filter((name) => !(name in scripts) && !['install', 'ci', 'link', 'prune'].includes(name))
    expect(findings(unknown)).toEqual([])
  })

  test('every kbisect command that a page names exists, with its options', () => {
    const help = new Map(
      readText('docs/cli.md')
        .split(/^## kbisect ?/m)
        .slice(1)
        .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
    )
    const unknown = ({ code }: MarkdownFile): string[] =>
      code.flatMap((text) => {
        const called = /^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:npx )?kbisect ([a-z]+)((?: [^|;&>#]*)?)/.exec(text)
        if (!called) return []
        const [, first = '', rest = ''] = called
        const below = /^Commands:/m.test(help.get(first) ?? '') ? /^ ([a-z]+)/.exec(rest)?.[1] : undefined
        const name = below === undefined ? first : `${first} ${below}`
        const own = help.get(name)
        if (own === undefined) return [`kbisect ${name}`]
        const options = rest.match(/(?<= )--[a-z-]+/g) ?? []
        return options.filter((option) => !own.includes(option)).map((option) => `kbisect ${name} ${option}`)
      })
    expect(findings(unknown)).toEqual([])
  })
})

test('every setting that a page names exists', () => {
  const known = anchorsOf(readText('docs/configuration.md')).map((name) => name.toUpperCase())
  const unknown = ({ text }: MarkdownFile): string[] =>
    [...text.matchAll(/\bKBISECT_[A-Z_]*[A-Z]\b/g)].map(([name]) => name).filter((name) => !known.includes(name))
  expect(known.length).toBeGreaterThan(30)
  expect(findings(unknown)).toEqual([])
})

test('every message that docs/troubleshooting.md quotes is in the sources', () => {
  const sources = files
    .filter((path) => /^(packages|apps)\/[^/]+\/(src|bin)\/.*\.(ts|js)$/.test(path) && !/\.(test|fixture)\./.test(path))
    .map(readText)
    .join('\n')
  const rows = readText('docs/troubleshooting.md').matchAll(/^- \*\*`([^`]+ [^`]+)`\*\*/gm)
  const parts = [...rows].flatMap(([, message = '']) => message.split('…').map((part) => part.trim()))
  expect(parts.filter((part) => part !== '').length).toBeGreaterThan(7)
  expect(parts.filter((part) => !sources.includes(part))).toEqual([])
})
