import type { Signature } from './run-result.ts'

/**
 * Returns a failure as people read it, in one line: as the kernel or the compiler printed it, with
 * the function and the source line that it does not name, `[in cma_alloc, mm/cma.c:203]`. Where no
 * line was printed or kept it is the signature's text.
 */
export function failureText(signature: Pick<Signature, 'text' | 'line' | 'function' | 'source'>): string {
  const { text, line, function: name, source } = signature
  const shown = line ?? text
  const added = [
    ...(name === undefined || shown.includes(name) ? [] : [`in ${name}`]),
    ...(source === undefined || shown.includes(source) ? [] : [source]),
  ]
  return added.length === 0 ? shown : `${shown} [${added.join(', ')}]`
}
