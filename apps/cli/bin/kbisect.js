#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const program = new URL('../dist/main.js', import.meta.url)
if (existsSync(fileURLToPath(program))) {
  await import(program.href)
} else {
  const checkout = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')
  console.error(`kbisect is not built yet.\n  hint: npm --prefix ${JSON.stringify(checkout)} run setup`)
  process.exitCode = 2
}
