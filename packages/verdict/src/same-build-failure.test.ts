import { describe, expect, it } from 'vitest'
import { sameFailure } from './same-failure.ts'
import { buildSignature } from './signature.ts'

const both = (message: string | undefined) =>
  ['fs/toy/core.c', 'drivers/toy/port.c'].map((file) =>
    buildSignature({ file, ...(message === undefined ? {} : { message }) }),
  )

const isSame = (message: string | undefined): boolean => {
  const [one, other] = both(message)
  return one !== undefined && other !== undefined && sameFailure(one, other)
}

describe('two sources that do not compile', () => {
  it.each([
    "expected ';' before '}' token",
    'unterminated comment',
    'control reaches end of non-void function [-Werror=return-type]',
    "unused variable 'ret' [-Werror=unused-variable]",
    "unused variable 'page_count' [-Werror=unused-variable]",
    "'ret' undeclared (first use in this function)",
    "label 'out_unlock' defined but not used [-Werror=unused-label]",
    "incompatible types when returning type 'unsigned int' but 'int *' was expected",
    "expected expression before 'return'",
    undefined,
  ])('with equal words of two files are two failures: %s', (message) => {
    expect(isSame(message)).toBe(false)
    const [one] = both(message)
    expect(one && sameFailure(one, { ...one })).toBe(true)
  })

  it.each([
    "implicit declaration of function 'toy_get_page' [-Werror=implicit-function-declaration]",
    "unknown type name 'toy_handle_t'",
    "'struct toy' has no member named 'parent'",
    'undefined reference to `toy_register`',
    "'TOY_FLAGS' undeclared (first use in this function)",
    "too few arguments to function 'toy_attach'",
  ])('for want of something that files share are one failure: %s', (message) => {
    expect(isSame(message)).toBe(true)
  })
})
