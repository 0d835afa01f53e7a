import type { BisectionSummary } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import type { Dependencies } from './dependencies.ts'
import { bisectionCard, pageCard, withCard } from './page-head.ts'

const culprit = {
  hash: 'a'.repeat(40),
  subject: 'mm: break "it" <b>',
  author: 'Mira <mira@example.org>',
  authoredAt: '',
}
const found = {
  title: 'arm64 does not boot',
  tree: 'next',
  state: 'finished',
  outcome: 'culprit',
  label: 'confirmed',
  culprit,
  reason: null,
  commits: 64,
  candidatesLeft: 1,
} as BisectionSummary

const deps = (reads: 'public' | 'token') =>
  ({
    settings: { reads },
    store: { bisections: { detail: async (id: string) => (id === 'known1' ? found : undefined) } },
  }) as unknown as Pick<Dependencies, 'settings' | 'store'>

test('a link to a bisection says its state, what it is about and its culprit, without an address', () => {
  expect(bisectionCard(found)).toEqual({
    title: '✓ Culprit confirmed · arm64 does not boot',
    description: `aaaaaaaaaaaa ("mm: break "it" <b>") by Mira`,
  })
  const running = { ...found, state: 'running', outcome: null, label: null, culprit: null, candidatesLeft: 9 } as const
  expect(bisectionCard(running)).toEqual({
    title: '▶ Running · arm64 does not boot',
    description: '9 of 64 commits of next may be the culprit.',
  })
})

test('where reading needs a token, and for other pages, the words are neutral', async () => {
  expect((await pageCard('/bisections/known1', deps('public')))?.title).toContain('arm64')
  const others = await Promise.all([
    pageCard('/bisections/known1', deps('token')),
    pageCard('/bisections/unknown', deps('public')),
    pageCard('/bisections/../known1', deps('public')),
    pageCard('/regressions', deps('public')),
  ])
  expect(others).toEqual([undefined, undefined, undefined, undefined])
})

test('the texts of trees cannot become markup of the page', () => {
  const title = '</title><script>alert(1)</script>"$& $1'
  const html = withCard('<head><title>kbisect</title></head>', { title, description: `it's\n"${'x'.repeat(900)}` })
  expect(html).not.toMatch(/<script|alert\(1\)<|content="[^"]*"[^ ]*"/)
  expect(html).toContain('<title>&#60;/title&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#34;$&#38; $1</title>')
  expect(html.match(/<meta /g)).toHaveLength(5)
  expect(html.length).toBeLessThan(1500)
})

test('the neutral tags of the built page give way to those of the bisection', () => {
  const built = '<title>kbisect</title>\n    <meta property="og:title" content="kbisect" />\n    <link />'
  const html = withCard(built, { title: 'a', description: 'b' })
  expect(html.match(/og:title/g)).toHaveLength(1)
  expect(html).toContain('<meta property="og:title" content="a" />')
  expect(html).toContain('<link />')
})
