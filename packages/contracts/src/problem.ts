import Type from 'typebox'

/**
 * An error as RFC 9457 has it; `errors` names each field or parameter, its value and the hint.
 * Where none is at fault, `hint` says what to do.
 */
export const Problem = Type.Object({
  type: Type.String({ description: 'Stable name of the error, e.g. urn:kbisect:unknown-ref.' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  hint: Type.Optional(Type.String({ description: 'What to do; where `errors` names no field, which has its own.' })),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.String({
          description: 'Its path in the body, or the name of the parameter or of the header in lower case.',
        }),
        value: Type.Optional(Type.Unknown()),
        message: Type.String(),
        hint: Type.Optional(Type.String({ description: 'What to do about it.' })),
      }),
    ),
  ),
})
export type Problem = Type.Static<typeof Problem>

/** One page of a list. Pass `next` as `cursor` to get the one after; null on the last. */
export const Page = <T extends Type.TSchema>(items: T) =>
  Type.Object({ items: Type.Array(items), next: Type.Union([Type.String(), Type.Null()]) })
export interface Page<T> {
  readonly items: T[]
  readonly next: string | null
}

/** How many items a page has where the request gives no `limit`. */
export const DEFAULT_LIMIT = 50

export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next` of the page before.' })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: DEFAULT_LIMIT, description: 'How many items a page has.' }),
  ),
})
