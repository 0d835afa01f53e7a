import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository } from './small-repository.fixture.ts'

let service: TestService
const HOSTILE = 'panic in <b>&"\u0007\uFFFE ]]> =cmd'
const ids: string[] = []

beforeAll(async () => {
  service = await startTestService()
  const repository = createSmallRepository(join(service.directory, 'source'))
  await service.call('POST', '/trees', { name: 'small', url: join(service.directory, 'source') })
  await service.call('POST', '/trees', { name: 'quiet', url: join(service.directory, 'source') })
  const treeId = (await service.parts.store.trees.byName('small'))?.id ?? ''
  const [goodHash, badHash] = [repository.hash('c0'), repository.hash('main')]
  for (const architecture of ['arm64', 'arm']) {
    const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture } }
    const { id } = (await (await service.call('POST', '/bisections', request)).json()) as { id: string }
    ids.push(
      await service.parts.store.bisections.addRegression(id, {
        ...{ goodHash, badHash, targetName: architecture, architecture, branch: '=1+1', treeId, testKind: 'boot' },
        signature: { kind: 'panic', text: HOSTILE },
      }),
    )
  }
})
afterAll(() => service?.remove())

/**
 * Reads XML with the parser of Python; returns tags and texts, in order. Throws for what is not
 * well-formed.
 */
function parseXml(text: string): [tag: string, text: string, attributes: Record<string, string>][] {
  const program = `
import sys, json, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([[e.tag, e.text or '', e.attrib] for e in root.iter()]))`
  return JSON.parse(execFileSync('python3', ['-c', program], { input: text, encoding: 'utf8' })) as never
}

const ATOM = '{http://www.w3.org/2005/Atom}'

describe('a feed', () => {
  test.each(['/feed', '/trees/small/feed'])('at %s is Atom with the newest regression first', async (path) => {
    const response = await service.call('GET', path)
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    const elements = parseXml(await response.text())
    const texts = (tag: string) => elements.filter(([name]) => name === `${ATOM}${tag}`).map(([, text]) => text)
    // RFC 4287: feed and entries have each of these.
    for (const tag of ['id', 'title', 'updated']) expect(texts(tag)).toHaveLength(3)
    expect(texts('id').slice(1)).toEqual([...ids].reverse().map((id) => `urn:kbisect:regression:${id}`))
    expect(texts('title')[1]).toContain('panic in <b>&"\uFFFD\uFFFD ]]> =cmd')
    expect(texts('updated').every((text) => !Number.isNaN(Date.parse(text)))).toBe(true)
    expect(texts('name')).toEqual(['kbisect'])
    const links = elements.flatMap(([name, , attributes]) => (name === `${ATOM}link` ? [attributes] : []))
    expect(links).toContainEqual(expect.objectContaining({ rel: 'self', href: `${service.url}/api/v1${path}` }))
    expect(links.map(({ href }) => href)).toContain(`${service.url}/regressions/${ids[0]}`)
  })

  test('of a tree without regressions is a feed without entries', async () => {
    const elements = parseXml(await (await service.call('GET', '/trees/quiet/feed')).text())
    expect(elements.map(([tag]) => tag)).not.toContain(`${ATOM}entry`)
    expect(elements.map(([tag]) => tag)).toContain(`${ATOM}updated`)
  })

  test('of a tree that is not there is a problem', async () => {
    await expectProblem(await service.call('GET', '/trees/nowhere/feed'), 404)
    await expectProblem(await service.call('GET', '/trees/nowhere/badge.svg'), 404)
  })
})

test.each([
  ['small', 'regressions: 2 open'],
  ['quiet', 'regressions: none open'],
])('the badge of %s is an SVG that says %s', async (tree, words) => {
  const response = await service.call('GET', `/trees/${tree}/badge.svg`)
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
  const elements = parseXml(await response.text())
  expect(elements.find(([tag]) => tag.endsWith('}title'))?.[1]).toBe(words)
  expect(elements[0]?.[2]).toMatchObject({ role: 'img', 'aria-label': words })
})

describe('a list as CSV', () => {
  test('is asked for by the header Accept or by the query, page by page', async () => {
    const asked = await service.call('GET', '/regressions?limit=1&tree=small', undefined, { accept: 'text/csv' })
    expect(asked.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    const [, next = ''] = /^<\/api\/v1(.*)>; rel="next"$/.exec(asked.headers.get('link') ?? '') ?? []
    const [head = '', first = ''] = (await asked.text()).split('\r\n')
    expect(head.split(',')).toEqual(expect.arrayContaining(['id', 'signature.text', 'culprit.hash', 'triage.state']))
    expect(first).toContain(ids[1])
    const second = await service.call('GET', `${next}&format=csv`)
    expect(second.headers.get('link')).toBeNull()
    const text = await second.text()
    expect(text).toContain(ids[0])
    // The branch is a text, and no formula.
    expect(text).toContain(",'=1+1,")
  })

  test.each(['/bisections', '/trees', '/workers', '/tokens', '/webhooks', '/audit'])(
    'is there for %s',
    async (path) => {
      const response = await service.call('GET', `${path}?format=csv`)
      expect([response.status, response.headers.get('content-type')]).toEqual([
        ...[200, 'text/csv; charset=utf-8; header=present'],
      ])
      expect((await response.text()).split('\r\n')[0]).toMatch(/^\w+(\.\w+)*(,\w+(\.\w+)*)+$/)
    },
  )

  test('is not what a browser gets, and no other format is known', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
    const plain = await service.call('GET', '/regressions?format=json', undefined, { accept })
    expect(plain.headers.get('content-type')).toContain('application/json')
    const { errors } = await expectProblem(await service.call('GET', '/regressions?format=xml'), 400)
    expect(errors).toMatchObject([{ field: 'format', value: 'xml', hint: 'Use one of json, csv.' }])
  })
})
