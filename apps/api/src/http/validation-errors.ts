import type { FieldError } from '@kbisect/bisection'
import { nameOfToday } from './renamed-fields.ts'
import { among, hintOf, kindsOf, list, patternHintOf, type Schema } from './schema-hint.ts'

export type { Schema }

const LONGEST_VALUE = 200
const MOST_MISTAKES = 20

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const NAMES: Record<string, string> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

function hasType(schema: Schema, value: unknown): boolean {
  const type = typeOf(value)
  return schema.type === undefined || schema.type === type || (schema.type === 'number' && type === 'integer')
}

/** Collects what is wrong with one request, in words. */
class Mistakes {
  readonly found: FieldError[] = []
  #isHidden = false

  #show(value: unknown): string {
    return this.#isHidden ? 'the value' : show(value)
  }

  add(field: string, value: unknown, message: string, hint: string): void {
    const small = !this.#isHidden && value !== undefined && (JSON.stringify(value) ?? '').length <= LONGEST_VALUE
    this.found.push({ field: field || 'body', ...(small ? { value } : {}), message, hint })
  }

  check(schema: Schema, value: unknown, field: string): void {
    // More are not listed, and looking for them in a long list would take long.
    if (this.found.length >= MOST_MISTAKES) return
    const wasHidden = this.#isHidden
    this.#isHidden ||= schema.writeOnly === true
    this.#check(schema, value, field)
    this.#isHidden = wasHidden
  }

  #check(schema: Schema, value: unknown, field: string): void {
    if (schema.anyOf) this.#union(schema.anyOf, value, field)
    else if (schema.const !== undefined || schema.enum) this.#words(schema, value, field)
    else if (!hasType(schema, value))
      this.add(field, value, `${this.#show(value)} is not ${NAMES[schema.type ?? ''] ?? schema.type}`, hintOf(schema))
    else if (Array.isArray(value)) this.#array(schema, value, field)
    else if (typeof value === 'object' && value !== null) this.#object(schema, value as Record<string, unknown>, field)
    else if (typeof value === 'string') this.#string(schema, value, field)
    else if (typeof value === 'number') this.#number(schema, value, field)
  }

  #words(schema: Schema, value: unknown, field: string): void {
    const words = schema.enum ?? [schema.const]
    if (!words.includes(value)) this.add(field, value, `${this.#show(value)} is not ${among(words)}`, hintOf(schema))
  }

  /**
   * Speaks of the alternative that was meant: the one with the same `kind`, else the one of the
   * same type whose fields are there.
   */
  #union(alternatives: readonly Schema[], value: unknown, field: string): void {
    const kinds = kindsOf(alternatives)
    if (kinds && typeOf(value) === 'object') {
      const { kind } = value as { kind?: unknown }
      const meant = alternatives.find((alternative) => alternative.properties?.kind?.const === kind)
      const place = join(field, 'kind')
      if (meant) this.check(meant, value, field)
      else if (kind === undefined) this.add(place, undefined, 'is missing', `Set it to ${among(kinds)}.`)
      else this.add(place, kind, `${this.#show(kind)} is not ${among(kinds)}`, `Use ${among(kinds)}.`)
      return
    }
    const meant = closest(
      alternatives.filter((each) => each.type !== 'null' && hasType(each, value)),
      value,
    )
    if (meant) this.check(meant, value, field)
    else {
      const names = [...new Set(alternatives.map(nameOf))].join(' or ')
      this.add(field, value, `${this.#show(value)} is not ${names}`, hintOf({ anyOf: alternatives }))
    }
  }

  #object(schema: Schema, value: Record<string, unknown>, field: string): void {
    const { properties = {}, required = [], additionalProperties, minProperties = 0 } = schema
    if (Object.keys(value).length < minProperties)
      this.add(field, value, 'says nothing', `Give ${list(Object.keys(properties))}.`)
    for (const name of required) {
      if (value[name] === undefined)
        this.add(join(field, name), undefined, 'is missing', hintOf(properties[name] ?? {}))
    }
    for (const [name, inner] of Object.entries(value)) {
      if (this.found.length >= MOST_MISTAKES) return
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (known) {
        if (inner !== undefined) this.check(known, inner, join(field, name))
      } else if (additionalProperties === false) {
        const now = nameOfToday(name)
        const hint =
          now !== undefined && Object.hasOwn(properties, now)
            ? `It is called ${now} now.`
            : `Known fields are ${Object.keys(properties).join(', ')}.`
        this.add(join(field, name), inner, 'is not a known field', hint)
      }
    }
  }

  #array(schema: Schema, value: readonly unknown[], field: string): void {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema
    if (value.length < minItems)
      this.add(field, value, `has ${value.length} entries; it needs at least ${minItems}`, hintOf(schema))
    if (value.length > maxItems)
      this.add(field, value, `has ${value.length} entries; at most ${maxItems} are allowed`, hintOf(schema))
    const repeated =
      schema.uniqueItems && value.length <= maxItems ? value.find((item, at) => value.indexOf(item) < at) : undefined
    if (repeated !== undefined) this.add(field, value, `has ${this.#show(repeated)} twice`, 'Name each once.')
    if (items) for (const [at, item] of value.entries()) this.check(items, item, `${field}[${at}]`)
  }

  #string(schema: Schema, value: string, field: string): void {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema
    if (value.length < minLength) this.add(field, value, value === '' ? 'is empty' : 'is too short', hintOf(schema))
    else if (value.length > maxLength)
      this.add(field, value, `has ${value.length} characters; at most ${maxLength} are allowed`, hintOf(schema))
    else if (pattern !== undefined && !new RegExp(pattern).test(value))
      this.add(field, value, `${this.#show(value)} is not allowed`, patternHintOf(schema))
    else if (format === 'date-time' && Number.isNaN(Date.parse(value)))
      this.add(field, value, `${this.#show(value)} is not a time`, hintOf(schema))
  }

  #number(schema: Schema, value: number, field: string): void {
    const { minimum = -Infinity, maximum = Infinity } = schema
    if (value < minimum) this.add(field, value, `${value} is below ${minimum}`, hintOf(schema))
    if (value > maximum) this.add(field, value, `${value} is above ${maximum}`, hintOf(schema))
  }
}

/** Of several alternatives the one of whose required fields most are there; of equals the first. */
function closest(alternatives: readonly Schema[], value: unknown): Schema | undefined {
  const fields = new Set(typeof value === 'object' && value !== null ? Object.keys(value) : [])
  const share = ({ required = [] }: Schema) =>
    required.length === 0 ? 0 : required.filter((name) => fields.has(name)).length / required.length
  return alternatives.reduce<Schema | undefined>(
    (best, each) => (!best || share(each) > share(best) ? each : best),
    undefined,
  )
}

function nameOf(schema: Schema): string {
  if (schema.enum) return among(schema.enum)
  return NAMES[schema.type ?? ''] ?? 'what is allowed here'
}

const join = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`)

/**
 * What is wrong with a value, field by field: the path, the value, the fault and, where known, the
 * hint.
 */
export function describeMistakes(schema: Schema, value: unknown): FieldError[] {
  if (value === undefined || value === null) {
    const hint = `Send one as JSON. ${hintOf(schema, { described: false })}`
    return [{ field: 'body', message: 'is missing', hint }]
  }
  const mistakes = new Mistakes()
  mistakes.check(schema, value, '')
  return mistakes.found.slice(0, MOST_MISTAKES)
}
