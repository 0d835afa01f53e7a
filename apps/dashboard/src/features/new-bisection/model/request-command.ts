import type { BisectionRequest } from '@kbisect/contracts'
import { shellWord } from '@kbisect/text'

/**
 * The request as a command for a terminal. The token is a variable: what is copied can be shown to
 * others.
 */
export function requestCommand(origin: string, request: BisectionRequest): string {
  return [
    `curl -H "Authorization: Bearer $TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  ${shellWord(`${origin}/api/v1/bisections`)} \\`,
    `  -d ${shellWord(JSON.stringify(request, null, 2))}`,
  ].join('\n')
}
