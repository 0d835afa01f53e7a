import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** How a push proves where it comes from; `none`: by nothing of its own. */
export type PushProof = 'valid' | 'invalid' | 'none'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Takes equally long for all texts. */
const isEqual = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const only = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

/**
 * Checks the signature of GitHub or Gitea over the exact body, or the token of GitLab.
 * @param secret undefined: none is set, and nothing is valid
 */
export function verifyPush(headers: IncomingHttpHeaders, body: Buffer, secret: string | undefined): PushProof {
  const github = only(headers['x-hub-signature-256'])
  const gitea = only(headers['x-gitea-signature'])
  const gitlab = only(headers['x-gitlab-token'])
  if (github === undefined && gitea === undefined && gitlab === undefined) return 'none'
  if (secret === undefined) return 'invalid'
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  // Each that is there must fit.
  const fits = [
    github === undefined || isEqual(github, `sha256=${signature}`),
    gitea === undefined || isEqual(gitea, signature),
    gitlab === undefined || isEqual(gitlab, secret),
  ]
  return fits.every(Boolean) ? 'valid' : 'invalid'
}
