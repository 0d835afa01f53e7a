#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const program = new URL('../dist/main.js', import.meta.url)
if (existsSync(fileURLToPath(program))) {
  await import(program.href)
} else {
  console.error('kbisect is not built yet.\n  hint: run `npm run setup` in the checkout, once')
  process.exitCode = 2
}
