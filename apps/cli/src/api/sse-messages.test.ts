import { expect, test } from 'vitest'
import { type SseMessage, sseMessages } from './sse-messages.ts'

async function parse(...chunks: readonly (string | Uint8Array)[]): Promise<SseMessage[]> {
  async function* body() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
  }
  const all: SseMessage[] = []
  for await (const message of sseMessages(body())) all.push(message)
  return all
}

test('reads ids and data, joins lines of data, and drops comments and what it does not know', async () => {
  expect(await parse(': hi\n\nid: 7\nevent: x\ndata: one\ndata:two\n\ndata: three\n\n')).toEqual([
    { id: '7', data: 'one\ntwo' },
    { id: '7', data: 'three' },
  ])
})

test('puts together what was cut anywhere, in the middle of a letter too', async () => {
  const bytes = new TextEncoder().encode('id: 1\r\ndata: für\r\n\r\nid: 2\rdata: x\r\r\n')
  for (let at = 0; at <= bytes.length; at++) {
    expect(await parse(bytes.slice(0, at), bytes.slice(at))).toEqual([
      { id: '1', data: 'für' },
      { id: '2', data: 'x' },
    ])
  }
})

test('a message that was cut off before its end never happened', async () => {
  expect(await parse('id: 1\ndata: whole\n\nid: 2\ndata: hal')).toEqual([{ id: '1', data: 'whole' }])
})
