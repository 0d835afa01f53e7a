import type { BisectionRequest } from '@kbisect/contracts'
import { shellQuote } from './shell-quote.ts'

/**
 * The request as a command for a terminal. The token is a variable: what is copied can be shown to
 * others.
 */
export function requestCommand(origin: string, request: BisectionRequest): string {
  return [
    `curl -H "Authorization: Bearer $TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  ${shellQuote(`${origin}/api/v1/bisections`)} \\`,
    `  -d ${shellQuote(JSON.stringify(request, null, 2))}`,
  ].join('\n')
}
