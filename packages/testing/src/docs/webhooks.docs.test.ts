import { WebhookBody, webhookTypes } from '@kbisect/contracts'
import { nextAttempt } from '@kbisect/reports'
import Value from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { readText } from './markdown-files.ts'

const PAGE = readText('docs/webhooks.md')

describe('the payloads of docs/webhooks.md', () => {
  const examples = codeBlocks(PAGE, 'json').map((text) => JSON.parse(text) as WebhookBody)

  test('show each type once', () => {
    expect(examples.map(({ type }) => type)).toEqual([...webhookTypes])
  })

  test.each(examples.map((example) => [example.type, example] as const))(
    'show %s as its schema has it',
    (_, example) => {
      expect([...Value.Errors(WebhookBody, example)]).toEqual([])
      const schema = WebhookBody.anyOf.find(({ properties }) => properties.type.const === example.type)
      const fields = Object.keys(schema?.properties.data.properties ?? {}).filter((name) => name !== 'shortened')
      expect(Object.keys(example.data).sort()).toEqual(fields.sort())
    },
  )
})

test('docs/webhooks.md has the schedule of the retries', () => {
  const now = new Date(0)
  const waits = Array.from({ length: 11 }, (_, attempts) => nextAttempt(attempts, now, undefined, () => 0)?.getTime())
  const seconds = [0, 5, 5 * 60, 30 * 60, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3600)]
  expect(waits).toEqual([...seconds.map((each) => each * 1000), undefined])
  expect(PAGE.replaceAll('\n', ' ')).toContain(
    'at once, then after 5 seconds, 5 minutes, 30 minutes, 2, 5, 10, 14, 20 and 24 hours',
  )
})
