import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** One message of a stream of server-sent events. */
export interface SseMessage {
  readonly id: string | undefined
  readonly data: string
}

/**
 * Yields the messages of a stream as they come. A message without an id has that of the last one
 * before it. One that is cut off before its end is not yielded: it comes again after the reconnect.
 */
export async function* sseMessages(body: AsyncIterable<Uint8Array>): AsyncGenerator<SseMessage> {
  let id: string | undefined
  let complete: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => complete.push(message) })
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    for (const message of complete) {
      id = message.id ?? id
      yield { id, data: message.data }
    }
    complete = []
  }
}
