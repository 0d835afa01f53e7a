/** The part of JSON Schema that the API's schemas use. */
export interface Schema {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  /** undefined in schemas of typebox: nothing is required. */
  readonly required?: readonly string[] | undefined
  readonly additionalProperties?: boolean | Schema
  readonly minProperties?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  /** Answers never show such a value, nor what is in it. */
  readonly writeOnly?: boolean
}

export function among(words: readonly unknown[]): string {
  const shown = words.map((word) => String(word)).join(', ')
  return words.length === 1 ? shown : `one of ${shown}`
}

export const list = (names: readonly string[], last = 'or'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`

/** The words for the numbers between two limits, either of which may be missing: "from 1 to 50". */
function between(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` of ${least} or more`
  return most === undefined ? '' : ` of at most ${most}`
}

function textOf({ minLength, maxLength, format }: Schema): string {
  if (format === 'date-time') return 'Write it as 2026-03-01T10:00:00Z.'
  if (maxLength === undefined) return minLength === undefined ? 'Give a text.' : 'Give a text that is not empty.'
  return minLength === undefined
    ? `Give a text of at most ${maxLength} characters.`
    : `Give a text of ${minLength} to ${maxLength} characters.`
}

function objectOf({ properties = {}, required = [] }: Schema): string {
  if (required.length > 0) return `Give a JSON object with ${list(required, 'and')}.`
  const names = Object.keys(properties)
  return names.length > 0 ? `Give a JSON object with ${list(names)}.` : 'Give a JSON object.'
}

function listOf({ minItems, maxItems }: Schema): string {
  if (maxItems === undefined)
    return minItems === undefined ? 'Give a list.' : `Give a list of ${minItems} or more entries.`
  return minItems === undefined
    ? `Give a list of at most ${maxItems} entries.`
    : `Give a list of ${minItems} to ${maxItems} entries.`
}

/** The values of `kind` that tell the alternatives apart; undefined where they have none. */
export function kindsOf(alternatives: readonly Schema[]): unknown[] | undefined {
  const kinds = alternatives.map((alternative) => alternative.properties?.kind?.const)
  return kinds.every((kind) => kind !== undefined) ? kinds : undefined
}

function unionOf(alternatives: readonly Schema[]): string {
  const kinds = kindsOf(alternatives)
  if (kinds) return `Give a JSON object whose kind is ${among(kinds)}, such as {"kind": ${JSON.stringify(kinds[0])}}.`
  const hints = alternatives.map((each) => hintOf(each, { described: false }))
  return hints.map((hint, at) => (at === 0 ? hint : `Or ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`)).join(' ')
}

const SHAPES: Readonly<Record<string, (schema: Schema) => string>> = {
  integer: ({ minimum, maximum }) => `Give a whole number${between(minimum, maximum)}.`,
  number: ({ minimum, maximum }) => `Give a number${between(minimum, maximum)}.`,
  boolean: () => 'Give true or false.',
  null: () => 'Give null.',
  array: listOf,
  string: textOf,
  object: objectOf,
}

function shapeOf(schema: Schema): string {
  if (schema.anyOf) return unionOf(schema.anyOf)
  if (schema.enum || schema.const !== undefined) return `Use ${among(schema.enum ?? [schema.const])}.`
  return (SHAPES[schema.type ?? ''] ?? objectOf)(schema)
}

/**
 * Returns what fits a schema, as an instruction: "Give a whole number from 1 to 50." and what its
 * description adds.
 */
export function hintOf(schema: Schema, { described = true } = {}): string {
  const shape = shapeOf(schema)
  return described && schema.description !== undefined ? `${shape} ${sentence(schema.description)}` : shape
}

/** The same for a text that has the right length and does not match the pattern. */
export function patternHintOf({ description, pattern }: Schema): string {
  const match = `It must match ${pattern}.`
  return description === undefined ? match : `${sentence(description)} ${match}`
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)
