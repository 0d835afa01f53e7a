// `npm run seed -- --database URL`: fills an empty database with many finished bisections, to see
// how the service does with them.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setup } from './setup.mjs'
import { ROOT, reportFailure } from './steps.mjs'

const MAIN = join(ROOT, 'packages/testing/dist/seed/seed-main.js')

try {
  if (!existsSync(MAIN)) await setup({})
  const child = spawn(process.execPath, [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' })
  child.on('exit', (code, signal) => process.exit(signal ? 2 : (code ?? 2)))
} catch (error) {
  reportFailure(error)
  process.exitCode = 2
}
