import { createHash } from 'node:crypto'

/** Random numbers that depend on a text alone, so that each trial can be drawn again by itself. */
export interface Random {
  /** 0 or more, below 1. */
  next(): number
  /** A whole number, 0 or more, below `limit`. */
  below(limit: number): number
  chance(probability: number): boolean
  /** Normally distributed, mean 0, standard deviation 1. */
  normal(): number
}

/**
 * The generator is sfc32 (Chris Doty-Humphrey's "small fast counting"), its state a hash of the
 * text.
 */
export function randomFrom(text: string): Random {
  const hash = createHash('sha256').update(text).digest()
  let [a, b, c, counter] = [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}
