import { createHash } from 'node:crypto'
import type { Database } from '../connection/database.ts'

/** A login code, as its text says. */
export interface LoginNonce {
  readonly nonce: string
  readonly expiresAt: Date
}

/** Which login codes signed somebody in, over all processes of the API. */
export interface LoginCodeStore {
  /** Takes a code; false when it was taken before. Of several at once one gets it. */
  take(code: LoginNonce, now: Date): Promise<boolean>
  isTaken(code: LoginNonce): Promise<boolean>
}

const hashOf = (nonce: string): string => createHash('sha256').update(nonce).digest('hex')

export function loginCodeStore(database: Database): LoginCodeStore {
  return {
    async take({ nonce, expiresAt }, now) {
      // Nothing else removes them: what is expired is refused without them.
      await database.usedLoginCode.deleteMany({ where: { expiresAt: { lte: now } } })
      const data = [{ hash: hashOf(nonce), expiresAt }]
      return (await database.usedLoginCode.createMany({ data, skipDuplicates: true })).count === 1
    },

    async isTaken({ nonce }) {
      return (await database.usedLoginCode.count({ where: { hash: hashOf(nonce) } })) > 0
    },
  }
}
