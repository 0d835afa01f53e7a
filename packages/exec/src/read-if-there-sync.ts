import { readFileSync } from 'node:fs'

/**
 * Returns the text of a file of the system; empty where there is none, or where it cannot be read.
 */
export function readIfThereSync(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
