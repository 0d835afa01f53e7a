import type { FieldError } from '@kbisect/bisection'
import type { FastifySchemaCompiler } from 'fastify'
import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { hintOf, type Schema } from './schema-hint.ts'
import { describeMistakes } from './validation-errors.ts'

/** A part of a request does not fit its schema. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest'
  readonly part: string
  readonly errors: readonly FieldError[]

  constructor(part: string, errors: readonly FieldError[]) {
    super(errors.map((error) => `${error.field}: ${error.message}`).join('; '))
    this.part = part
    this.errors = errors
  }
}

/** What fits every schema of a text or a number, and what the database cannot look for. */
function unusableIn(value: unknown): FieldError[] {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return fields.flatMap(([field, inner]: [string, unknown]) =>
    (Array.isArray(inner) ? inner : [inner]).flatMap((one: unknown) => {
      const unfit = unusable(one)
      return unfit === undefined ? [] : [{ field, value: one, ...unfit }]
    }),
  )
}

function unusable(value: unknown): Pick<FieldError, 'message' | 'hint'> | undefined {
  if (typeof value === 'string' && value.includes('\0'))
    return { message: 'holds a NUL character', hint: 'Send it without it.' }
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return { message: `${value} is too large`, hint: `Give a number up to ${Number.MAX_SAFE_INTEGER}.` }
  return undefined
}

/**
 * Checks requests with typebox. Only what comes as text (query, path) is converted; defaults are
 * filled in.
 */
export const validatorCompiler: FastifySchemaCompiler<Type.TSchema> = ({ schema, httpPart = 'body' }) => {
  const checker = Compile(schema)
  return (given: unknown) => {
    const converted = httpPart === 'body' ? given : Value.Convert(schema, given)
    const value = Value.Default(schema, converted)
    const unusable = httpPart === 'body' ? [] : unusableIn(value)
    if (unusable.length > 0) return { error: new InvalidRequest(httpPart, unusable) }
    if (checker.Check(value)) return { value }
    const errors = describeMistakes(schema as Schema, value)
    // The checker decides; should the describer know less than it, its own words must do.
    const message = checker.Errors(value)[0]?.message ?? 'is wrong'
    const spoken = errors.length > 0 ? errors : [{ field: httpPart, message, hint: hintOf(schema as Schema) }]
    return { error: new InvalidRequest(httpPart, spoken) }
  }
}
