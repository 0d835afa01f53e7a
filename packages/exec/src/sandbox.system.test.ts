import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sandbox } from './command.ts'
import { run } from './run.ts'

let root: string
let output: string

beforeEach(() => {
  // As a state directory is: closed to all others.
  root = mkdtempSync(join(tmpdir(), 'kbisect-sandbox-'))
  output = join(root, 'output')
  mkdirSync(output)
})
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

/** Runs a line of shell in a sandbox that may write to `output`. */
const inside = (script: string, sandbox: Partial<Sandbox> = {}) =>
  run(
    { file: 'sh', args: ['-c', script], sandbox: { readOnly: [], readWrite: [output], ...sandbox } },
    { deadlineSeconds: 120 },
  )

const isRoot = process.getuid?.() === 0

test('code in the sandbox is not root, has no capability and can get none', async () => {
  const { stdout } = await inside('id -u; id -G; grep -E "^(Cap|NoNewPrivs)" /proc/self/status')
  const [uid, groups, ...status] = stdout.trim().split('\n')
  expect(Number(uid)).not.toBe(0)
  expect(groups?.split(' ')).not.toContain('0')
  expect(status.map((line) => line.replace(/\s+/, ' '))).toEqual([
    ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => `${name}: 0000000000000000`),
    'NoNewPrivs: 1',
  ])
})

test('a path that is writable in the sandbox belongs to who runs there, with what was in it before and what the service adds', async () => {
  mkdirSync(join(output, 'older/below'), { recursive: true })
  writeFileSync(join(output, 'older/below/file'), 'old')
  await inside('true')
  mkdirSync(join(output, 'added'))
  writeFileSync(join(output, 'added/file'), 'new')
  const { exitCode, stderr } = await inside(`cd ${output} && echo more >> older/below/file && rm -r added && mkdir own`)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(readFileSync(join(output, 'older/below/file'), 'utf8')).toBe('oldmore\n')
  expect(existsSync(join(output, 'added'))).toBe(false)
  if (isRoot) expect(statSync(join(output, 'own')).uid).not.toBe(0)
})

test('a path that is readable in the sandbox is, although it is closed to all but the service', async () => {
  const shown = join(root, 'shown')
  mkdirSync(shown, { mode: 0o700 })
  writeFileSync(join(root, 'file'), 'one', { mode: 0o600 })
  writeFileSync(join(shown, 'file'), 'two', { mode: 0o600 })
  const { stdout } = await inside(`cat ${root}/file ${shown}/file; echo x > ${shown}/file || echo refused`, {
    readOnly: [join(root, 'file'), shown],
  })
  expect(stdout).toBe('onetworefused\n')
  // And it stays closed to all others.
  expect([join(root, 'file'), shown].map((path) => statSync(path).mode & 0o007)).toEqual([0, 0])
})

test('a link among the readable paths opens nothing', async () => {
  const secret = join(root, 'secret')
  writeFileSync(secret, 'secret', { mode: 0o600 })
  const before = statSync(secret)
  const link = join(root, 'link')
  await inside(`ln -s ${secret} ${output}/link`)
  await run({ file: 'ln', args: ['-s', secret, link] })
  await inside('true', { readOnly: [link] })
  expect(statSync(secret)).toMatchObject({ mode: before.mode, uid: before.uid, gid: before.gid })
})

test('the sandbox shows programs, libraries and headers, and of the rest of the system nothing', async () => {
  const { stdout } = await inside('ls / /usr /etc /etc/ssl')
  const shown = stdout.split('\n').filter((line) => line !== '' && !line.endsWith(':'))
  expect(shown).toContain('bin')
  const hidden = ['local', 'src', 'games', 'home', 'root', 'var', 'opt', 'srv', 'run', 'boot', 'sys', 'mnt', 'media']
  for (const name of [...hidden, 'private', 'certs', 'passwd', 'shadow', 'hosts', 'resolv.conf', 'hostname'])
    expect(shown).not.toContain(name)
  const { stdout: gone } = await inside(
    'for path in /etc/ssl/private /usr/local /usr/src /etc/passwd /root; do ls -d $path; done 2> /dev/null; true',
  )
  expect(gone).toBe('')
})

test('all that the sandbox shows of the system can be read and passed there', async () => {
  const { stdout } = await inside(
    'find / -xdev -maxdepth 2 -type d ! -path /proc/\\* ! \\( -readable -executable \\); for file in /etc/ssl/openssl.cnf /etc/ld.so.cache; do test ! -e $file -o -r $file || echo $file; done',
  )
  expect(stdout).toBe('')
  if (existsSync('/etc/ssl/openssl.cnf')) expect((await inside('cat /etc/ssl/openssl.cnf')).exitCode).toBe(0)
})

test('every file system in the sandbox that lies in memory has a size, and all but the ones to write to are read-only', async () => {
  const { stdout } = await inside('cat /proc/self/mounts', { tmpBytes: 1 << 20 })
  const mounts = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, place = '', type = '', options = '']) => ({ place, type, options: options.split(',') }))
  const writable = mounts.filter(({ options }) => options.includes('rw'))
  const sized = ({ options }: { options: string[] }) => options.some((option) => option.startsWith('size='))
  expect(writable.filter(({ type }) => type === 'tmpfs').every(sized)).toBe(true)
  expect(
    writable
      .filter(({ type }) => type === 'tmpfs')
      .map(({ place }) => place)
      .sort(),
  ).toEqual(['/dev/shm', '/tmp'])
  expect(mounts.find(({ place }) => place === '/')).toMatchObject({
    type: 'tmpfs',
    options: expect.arrayContaining(['ro']),
  })
  // A set-id program has no effect in any of them.
  expect(mounts.filter(({ options }) => !options.includes('nosuid'))).toEqual([])
})

test.each(['/tmp', '/var/tmp', '/dev/shm'] as const)(
  '%s of the sandbox can be written to, and is full at its size',
  async (place) => {
    const { stdout } = await inside(`dd if=/dev/zero of=${place}/large bs=1M count=70 2>&1; wc -c < ${place}/large`, {
      tmpBytes: 1 << 20,
      varTmpBytes: 2 << 20,
    })
    const bytes = { '/tmp': 1 << 20, '/var/tmp': 2 << 20, '/dev/shm': 64 << 20 }
    expect(stdout).toContain('No space left on device')
    expect(Number(stdout.trim().split('\n').at(-1))).toBe(bytes[place])
  },
)

test('what a program prints is not taken for a sandbox that did not start', async () => {
  const forged = 'echo "bwrap: Creating new namespace failed" >&2; echo "setpriv: failed to execute x" >&2'
  expect(await inside(`echo first >&2; ${forged}; exit 1`)).toMatchObject({ ending: 'exit', exitCode: 1 })
  expect(await inside(`echo first >&2; ${forged}; exit 127`)).toMatchObject({ ending: 'exit', exitCode: 127 })
})

test('a program that is not there is named', async () => {
  const plan = { file: 'no-such-program', args: [], sandbox: { readOnly: [], readWrite: [] } }
  await expect(run(plan)).rejects.toMatchObject({
    code: 'program-missing',
    hint: expect.stringContaining('no-such-program'),
  })
})
