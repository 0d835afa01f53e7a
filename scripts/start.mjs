// `npm start`: the service in the foreground. Builds first what is not built.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const supervisor = file('packages/service/dist/supervisor-main.js')
const api = file('apps/api/dist/main.js')
const worker = file('apps/worker/dist/main.js')

function fail(what, cure) {
  console.error(`${what}\nCure: ${cure}`)
  process.exit(1)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `kbisect needs Node 20.19 or newer; this is ${process.versions.node}.`,
    'install a newer Node from https://nodejs.org',
  )
}
if (!existsSync(file('node_modules'))) fail('The npm packages are not installed.', 'npm ci, or npm run setup')

if (![supervisor, api, worker].every(existsSync)) {
  console.log('Building kbisect (once) …')
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  if (build.status !== 0) fail('The build failed; its messages are above.', 'npm run setup, then npm run build')
}

const child = spawn(process.execPath, [supervisor, '--api', api, '--worker', worker, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// Ctrl-C reaches the child by itself; we only must not end before it. `kill` reaches us alone.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
