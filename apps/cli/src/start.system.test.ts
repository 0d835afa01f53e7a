import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../bin/kbisect.js', import.meta.url))

const dataUrl = (script: string) => `data:text/javascript,${encodeURIComponent(script)}`
/** Notes each module of a npm package that is loaded. */
const HOOKS = `
import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)
  if (name) writeSync(2, 'loaded ' + name[1] + '\\n')
  return await next(url, context)
}`
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(HOOKS))})`

/** Runs a command line; answers which npm packages it loads. */
function start(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', dataUrl(REGISTER), PROGRAM, ...args], {
    encoding: 'utf8',
    env: { ...process.env, KBISECT_STATE_DIR: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' },
  })
  const names = [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, name]) => name)
  return { status, stdout, packages: [...new Set(names)].sort() }
}

test.each([[['--version']], [['--help']], [['run', '--help']], [['completion', 'bash']]])(
  'kbisect %j answers without schemas, loggers and child processes, which take long to load',
  (args) => {
    const { status, stdout, packages } = start(args)
    expect(status).toBe(0)
    expect(stdout).not.toBe('')
    expect(packages).toEqual(['commander', 'eventsource-parser', 're2js', 'smol-toml'])
  },
)

test('a command that works loads what it needs', () => {
  const { status, packages } = start(['instance', 'list'])
  expect(status).toBe(0)
  expect(packages).toContain('typebox')
})
