import { customAlphabet } from 'nanoid'

/**
 * Returns a fresh id: 20 lower-case letters and digits, 103 random bits. Fits `Id` of the
 * contracts.
 */
export const newId: () => string = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 20)
