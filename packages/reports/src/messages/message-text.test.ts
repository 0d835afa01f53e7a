import type { BisectionFinished, RegressionFixed, WebhookBody } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { messageText } from './message-text.ts'

const hash = 'c'.repeat(40)
const NASTY =
  '@everyone @torvalds <!channel> <@U123> <script>alert(1)</script> [x](http://evil.example) `code` ``two`` **b** #1 /close'

const about = {
  url: 'https://kbisect.example.org/bisections/abcdefgh',
  tree: 'next',
  branch: null,
  good: 'a'.repeat(40),
  bad: 'b'.repeat(40),
  target: 'arm64',
  architecture: 'arm64',
  test: 'boot',
}
const finished = (subject: string): BisectionFinished => ({
  type: 'bisection.finished',
  timestamp: '2026-01-02T03:04:05.000Z',
  data: {
    id: 'abcdefgh',
    ...about,
    outcome: 'culprit',
    label: 'confirmed',
    cause: null,
    reason: 'c is the first bad commit',
    culprit: { hash, subject, author: `${subject} <ann@example.org>`, authoredAt: '2026-01-01T00:00:00.000Z' },
    probability: 0.998,
    assumptions: [],
    affectedTargets: [
      { target: 'arm64', result: 'affected', reason: '' },
      { target: 'arm', result: 'affected', reason: '' },
      { target: 'x86_64', result: 'not affected', reason: '' },
    ],
    signature: { kind: 'panic', text: subject },
  },
})

const parsed = (format: Parameters<typeof messageText>[0], body: WebhookBody) =>
  JSON.parse(messageText(format, body)) as Record<string, never>
const plain = finished('mm: keep areas in a list')
const nasty = finished(NASTY)

test('standard is the message itself', () => {
  expect(parsed('standard', plain)).toEqual(plain)
})

test.each([
  [
    'the line that the kernel printed',
    'paging request at 0x8 [in f]',
    { line: '\u001B[1mpaging request at 0x8', function: 'f' },
  ],
  ['the signature where no line was kept', 'oops in f: paging request at ADDR', { function: 'f' }],
])('the failure of a chat message is %s', (_, shown, kept) => {
  const signature = { kind: 'oops', text: 'oops in f: paging request at ADDR', ...kept }
  const { type, timestamp, data } = plain
  const found = {
    type: 'regression.found',
    timestamp,
    data: { ...about, regressionId: 'r', bisectionId: null, signature },
  }
  for (const body of [{ type, timestamp, data: { ...data, signature } }, found] as WebhookBody[]) {
    expect(messageText('slack', body)).toContain(`Failure: ${shown}`)
  }
})

test('slack gets a header, facts and a link to our page', () => {
  expect(parsed('slack', plain)).toMatchObject({
    text: 'arm64 is broken in next by cccccccccccc ("mm: keep areas in a list")',
    blocks: [
      { type: 'header', text: { type: 'plain_text' } },
      {
        type: 'section',
        fields: expect.arrayContaining([
          { type: 'plain_text', text: 'Affected: arm64, arm', emoji: false },
          { type: 'plain_text', text: 'Label: confirmed, 99.8 %', emoji: false },
        ]),
      },
      { type: 'context', elements: [{ type: 'mrkdwn', text: `<${about.url}|Open its page>` }] },
    ],
  })
})

test('each service gets links to the commits that have a page', () => {
  const page = 'https://git.example.org/c/?id=1&h=2'
  const { type, timestamp, data } = plain
  const body = { type, timestamp, data: { ...data, culpritUrl: page } } as WebhookBody
  expect(messageText('slack', body)).toContain('<https://git.example.org/c/?id=1&amp;h=2|Open the commit>')
  expect(messageText('discord', body)).toContain(`[Open the commit](<${page}>)`)
  expect(messageText('matrix', body)).toContain(
    '<a href=\\"https://git.example.org/c/?id=1&amp;h=2\\">Open the commit</a>',
  )
  expect(messageText('matrix', body)).toContain(`Open the commit: ${page}`)
  for (const format of ['slack', 'discord', 'matrix'] as const) {
    expect(messageText(format, plain)).not.toContain('Open the commit')
  }
})

test('slack makes no mention, link or markup of the words of others', () => {
  const { text, mrkdwn, blocks } = parsed('slack', nasty) as unknown as {
    text: string
    mrkdwn: boolean
    blocks: { type: string; text?: object; fields?: { type: string }[] }[]
  }
  expect(text).toContain('&lt;!channel&gt; &lt;@U123&gt;')
  expect(text).not.toMatch(/[<>]/)
  expect(mrkdwn).toBe(false)
  const others = blocks.filter(({ type }) => type !== 'context')
  expect(JSON.stringify(others)).not.toContain('"mrkdwn"')
})

test('discord gets an embed that pings nobody and whose Markdown is escaped', () => {
  const message = parsed('discord', nasty) as unknown as {
    embeds: [{ title: string; url: string; fields: { name: string; value: string }[] }]
  }
  expect(message).toMatchObject({ allowed_mentions: { parse: [] }, embeds: [{ url: about.url, color: 0xed4245 }] })
  const [{ title, fields }] = message.embeds
  expect(title.length).toBeLessThanOrEqual(256)
  const author = fields.find(({ name }) => name === 'Author')?.value ?? ''
  expect(author).toContain('\\[x\\]\\(http\\://evil.example\\)')
  expect(author).toContain('\\*\\*b\\*\\*')
  expect(author).toContain('\\`code\\`')
  expect(author).not.toContain('@everyone')
})

test('what each service takes at most is kept, whatever the texts hold', () => {
  const long = finished('*`_@<'.repeat(2_000))
  long.data.affectedTargets = Array.from({ length: 500 }, (_, at) => ({
    target: `arm/${at}`,
    result: 'affected',
    reason: '',
  }))
  const { embeds } = parsed('discord', long) as unknown as {
    embeds: [{ title: string; fields: { name: string; value: string }[] }]
  }
  const [{ title, fields }] = embeds
  expect(title.length).toBeLessThanOrEqual(256)
  for (const { value } of fields) expect(value.length).toBeLessThanOrEqual(1024)
  expect(title.length + fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0)).toBeLessThan(
    6_000,
  )
  const { blocks } = parsed('slack', long) as unknown as { blocks: { text?: { text: string }; fields?: object[] }[] }
  expect(blocks[0]?.text?.text.length).toBeLessThanOrEqual(150)
  expect(blocks[1]?.fields?.length).toBeLessThanOrEqual(10)
  expect((parsed('github', long) as unknown as { title: string }).title.length).toBeLessThanOrEqual(256)
})

test('matrix gets a notice that mentions nobody and whose HTML is ours', () => {
  const message = parsed('matrix', nasty) as unknown as { body: string; formatted_body: string }
  expect(message).toMatchObject({ msgtype: 'm.notice', format: 'org.matrix.custom.html', 'm.mentions': {} })
  expect(message.formatted_body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(message.formatted_body.match(/<\/?([a-z]+)/g)?.map((tag) => tag.replace(/<\/?/, ''))).toSatisfy(
    (tags: string[]) => tags.every((tag) => ['strong', 'a', 'ul', 'li', 'code'].includes(tag)),
  )
  expect(message.body).toContain('Affected: arm64, arm')
})

test.each([
  ['github', 'body'],
  ['gitlab', 'description'],
] as const)('%s gets an issue in which the words of others are code, and call nobody', (format, field) => {
  const { title, [field]: text = '' } = parsed(format, nasty) as unknown as Record<string, string>
  expect(title).not.toMatch(/@\w|#\d/)
  // What is left when all code spans are taken out is ours.
  const outside = text.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
  expect(outside).not.toMatch(/[@#]|script|evil|\/close/)
  expect(outside).toContain(`<${about.url}>`)
  for (const row of text.split('\n')) expect(row).not.toMatch(/^\s*\//)
  expect(parsed(format, plain)).toMatchObject({
    title: 'arm64 is broken in next by cccccccccccc ("mm: keep areas in a list")',
    [field]: expect.stringContaining(`- Culprit: \`${hash}\``),
  })
})

const fixed: RegressionFixed = {
  type: 'regression.fixed',
  timestamp: plain.timestamp,
  data: {
    regressionId: 'rrrrrrrr',
    bisectionId: 'abcdefgh',
    ...about,
    triage: { state: 'fixed', by: 'ann', why: 'tested', commit: 'd'.repeat(40), at: plain.timestamp },
    culprit: plain.data.culprit,
    label: 'confirmed',
  },
}
const messages: WebhookBody[] = [
  { type: 'bisection.started', timestamp: plain.timestamp, data: { id: 'abcdefgh', ...about, title: 'boot on arm64' } },
  {
    type: 'bisection.progressed',
    timestamp: plain.timestamp,
    data: { id: 'abcdefgh', ...about, stage: 'narrow', commits: 100, candidatesLeft: 7, expected: null },
  },
  { type: 'bisection.failed', timestamp: plain.timestamp, data: { id: 'abcdefgh', ...about, reason: 'disk full' } },
  {
    type: 'regression.found',
    timestamp: plain.timestamp,
    data: { regressionId: 'rrrrrrrr', bisectionId: 'abcdefgh', ...about, signature: null },
  },
  { ...plain, data: { ...plain.data, culprit: null, outcome: 'range', label: 'range', probability: null } },
  fixed,
  { type: 'ping', timestamp: plain.timestamp, data: { webhookId: 'wwwwwwww' } },
]

test.each(messages)('$type has words in every format, the same each time', (body) => {
  for (const format of ['standard', 'slack', 'discord', 'matrix', 'github', 'gitlab'] as const) {
    const text = messageText(format, body)
    expect(messageText(format, structuredClone(body))).toBe(text)
    expect(text).not.toContain('undefined')
  }
})

test.each([
  ['confirmed', 'Broken by'],
  ['confirmed without revert', 'Broken by'],
  ['probable', 'Probably broken by'],
  [null, 'Probably broken by'],
] as const)('the message of a fix calls a culprit that is %j "%s"', (label, words) => {
  expect(parsed('matrix', { ...fixed, data: { ...fixed.data, label } })).toMatchObject({
    body: expect.stringContaining(`\n${words}: cccccccccccc (`),
  })
})

test.each([
  ['confirmed', 0xed4245],
  ['confirmed without revert', 0xed4245],
  ['probable', 0x9b59b6],
] as const)('a discord message of a culprit that is %s has a colour of its own', (label, color) => {
  expect(parsed('discord', { ...plain, data: { ...plain.data, label } })).toMatchObject({ embeds: [{ color }] })
})

test('a fix is told with who says so', () => {
  expect(parsed('matrix', fixed)).toMatchObject({
    body: expect.stringMatching(/^Fixed: arm64 in next, by dddddddddddd\n[\s\S]*Said by: ann\nWhy: tested\n/),
  })
})
