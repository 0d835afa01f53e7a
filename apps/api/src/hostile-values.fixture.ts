import fc from 'fast-check'

/** The part of JSON Schema that is needed to write requests for it. */
export interface Schema {
  readonly additionalProperties?: unknown
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minimum?: number
  readonly pattern?: string
  readonly format?: string
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])

/** What no field expects, whatever it is. */
export const hostileValues: readonly unknown[] = [
  ...[null, true, -1, 0.5, 2 ** 53, 1e308, '', ' ', '\u0000', 'a\u0000b', '\ud800', '\u202e', '../../etc/passwd'],
  ...['%00', '-x', '--upload-pack=id', "'; DROP TABLE x; --", '$(id)', '__proto__', 'x'.repeat(300), '9'.repeat(400)],
  ...['x'.repeat(70_000), [], {}, [[]], [null], nested(50), Array.from({ length: 3_000 }, (_, at) => at)],
  ...[{ constructor: { prototype: 1 } }, '2026-02-31T25:61:61Z', '-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z'],
]

/** The same for what stands in a path or a query. */
export const hostileTexts: readonly string[] = [
  ...hostileValues.filter(
    (value): value is string => typeof value === 'string' && value.length < 10_000 && value !== '',
  ),
  ...['null', '-1', '1e999', '99999999999999999999', 'NaN', '[]', 'true', 'dCA5OTk5OTk5OTk5OTk5OTkgYWFhYWFhYWE'],
  ...[
    Buffer.from('t -999999999999999 aaaaaaaa').toString('base64url'),
    Buffer.from('t 253402300800001 aaaaaaaa').toString('base64url'),
    Buffer.from('["s","-createdAt",-8630000000000000,"aaaaaaaa"]').toString('base64url'),
    Buffer.from('["s","-createdAt",8630000000000000,"aaaaaaaa"]').toString('base64url'),
    Buffer.from('["s","tree","\\u0000",1,"a"]').toString('base64url'),
    Buffer.from('["r",-62200000000000,"a"]').toString('base64url'),
    Buffer.from('["r",1,"\\u0000"]').toString('base64url'),
    Buffer.from('p 999999999').toString('base64url'),
  ],
]

/** Something that fits a schema, as far as its words tell. */
export function fitting(schema: Schema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return fitting(schema.anyOf[0] ?? {}, name)
  if (schema.type === 'object' || schema.properties) {
    const required = (schema.required ?? []).map((key) => [key, fitting(schema.properties?.[key] ?? {}, key)])
    return Object.fromEntries(required)
  }
  if (schema.type === 'array') return [fitting(schema.items ?? {}, name)]
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  if (schema.format === 'date-time') return '2030-01-01T00:00:00Z'
  if (schema.pattern?.includes('{64}')) return schema.pattern.includes('{40}') ? 'a'.repeat(40) : 'a'.repeat(64)
  const known: Record<string, string> = {
    tree: 'small',
    good: 'c0',
    bad: 'main',
    id: 'abcdefgh',
    ref: 'main',
    url: 'https://no.invalid/x',
  }
  return known[name] ?? 'small'
}

/**
 * Deals values in an order that follows from a seed: so many at each call, none twice before all
 * were dealt. Over the fields of all routes every value gets its turn, and each field meets a few.
 */
export function deck<T>(values: readonly T[], seed: number): (count: number) => T[] {
  const shuffled =
    fc.sample(fc.shuffledSubarray([...values], { minLength: values.length }), { seed, numRuns: 1 })[0] ?? []
  let turn = 0
  return (count) => Array.from({ length: count }, () => shuffled[turn++ % shuffled.length] as T)
}

/**
 * Bodies that fit a schema but for one field, at any depth that the schema names; `deal` gives the
 * values of the field.
 */
export function* spoiled(
  schema: Schema,
  deal: (count: number) => readonly unknown[],
  value: unknown = fitting(schema),
  depth = 0,
): Generator<unknown> {
  // A body as a whole, then its fields, then what lies deeper.
  yield* deal([8, 4, 2][depth] ?? 1)
  if (depth > 3) return
  const meant = schema.anyOf?.find(({ properties }) => properties) ?? schema
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [key, inner] of Object.entries(meant.properties ?? {})) {
    for (const one of spoiled(inner, deal, fitting(inner, key), depth + 1)) yield { ...value, [key]: one }
  }
}
