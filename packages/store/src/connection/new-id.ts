import { randomBytes } from 'node:crypto'

/** A fresh id: 20 lower-case letters and digits, 100 random bits and more. Fits `Id` of the contracts. */
export function newId(): string {
  // 16 bytes are 24 or 25 digits in base 36; the last 20 of them are as good as uniform.
  return BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString(36)
    .padStart(25, '0')
    .slice(-20)
}
