import { operationExamples } from './operations.ts'

interface Content {
  readonly schema?: unknown
  readonly example?: unknown
  readonly examples?: unknown
}

interface Answer {
  readonly content?: Readonly<Record<string, Content>>
}

/** The part of an operation of OpenAPI that gets examples. */
export interface Operation {
  readonly operationId?: string
  readonly requestBody?: Answer
  readonly responses?: Readonly<Record<string, Answer>>
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

const mapValues = <From, To>(record: Readonly<Record<string, From>>, map: (value: From, key: string) => To) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))

/**
 * The content with an example for each media type that has one; OpenAPI allows no other beside it.
 */
function withExample(answer: Answer, examples: Readonly<Record<string, unknown>>): Answer {
  if (!answer.content) return answer
  const content = mapValues(answer.content, (media, type): Content => {
    const example = examples[type]
    return example === undefined || media.examples !== undefined ? media : { ...media, example }
  })
  return { ...answer, content }
}

function exemplify(operation: Operation): Operation {
  const found = operationExamples[operation.operationId ?? '']
  if (!found) return operation
  const { requestBody, responses = {} } = operation
  return {
    ...operation,
    ...(requestBody ? { requestBody: withExample(requestBody, { 'application/json': found.request }) } : {}),
    responses: mapValues(responses, (answer, status) => withExample(answer, found.answers[status] ?? {})),
  }
}

/**
 * Returns the paths of an OpenAPI document with an example for what each operation takes and
 * answers.
 */
export const addExamples = (paths: Paths): Paths => mapValues(paths, (methods) => mapValues(methods, exemplify))
