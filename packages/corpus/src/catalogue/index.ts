import type { Entry } from '../entry.ts'
import { toyEntries } from './toy.ts'

/** Every log that is made, by what was broken: the answers come from here and not from any reader of consoles. */
export const catalogue: readonly Entry[] = [...toyEntries]
