import { isIP } from 'node:net'
import type { ReportUrls } from '../report-input.ts'
import { addressGuard } from '../webhook/address-guard.ts'

const guard = addressGuard([])
// Names that no public name server answers (RFC 6761, RFC 6762, RFC 8375), and names without a
// domain.
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa|test|invalid|example)\.?$|^[^.]+\.?$/i

/** Returns why the people of a commit cannot open the links of a mail; undefined where they can. */
export function deadLinks({ page, reads }: Pick<ReportUrls, 'page' | 'reads'>): string | undefined {
  const { origin, hostname } = new URL(page)
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  const isReached = isIP(bare) === 0 ? !LOCAL_NAME.test(bare) : guard.isPublic(bare)
  if (!isReached) return `its links begin with ${origin}, which others cannot reach (KBISECT_PUBLIC_URL)`
  return reads === 'token' ? 'its links need a token, which others do not have (KBISECT_READS)' : undefined
}
