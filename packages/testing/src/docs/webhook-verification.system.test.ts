import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { newWebhookSecret, signWebhook } from '@kbisect/reports'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { readText } from './markdown-files.ts'

const PAGE = readText('docs/webhooks.md')
const body = '{"type":"ping","data":{"webhookId":"w5h1b9t3z0"},"note":"größer"}'

let directory: string
let secret: string
let headers: Record<string, string>
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-docs-'))
  secret = newWebhookSecret()
  const secrets = [newWebhookSecret(), secret]
  headers = signWebhook({ id: 'd4f6', timestamp: new Date(), body, secrets })
})
afterEach(() => rmSync(directory, { recursive: true }))

describe('the verification of docs/webhooks.md', () => {
  interface Verdict {
    readonly ok: boolean
    readonly error: string
  }
  const verify = async (file: string, program: string, sent: string, given: object): Promise<Verdict> => {
    const path = join(directory, file)
    writeFileSync(path, program)
    const input = JSON.stringify({ secret, headers: given, body: sent })
    writeFileSync(join(directory, 'input.json'), input)
    const interpreter = file.endsWith('.py') ? 'python3' : process.execPath
    const { exitCode, stderr } = await run({ file: interpreter, args: [path], cwd: directory }, { deadlineSeconds: 60 })
    return { ok: exitCode === 0, error: stderr }
  }
  const python = `${codeBlocks(PAGE, 'python')[0]}
import json
given = json.load(open("input.json"))
verify(given["secret"], given["headers"], given["body"].encode())
`
  const node = `${codeBlocks(PAGE, 'js')[0]}
import { readFileSync } from 'node:fs'
const given = JSON.parse(readFileSync('input.json', 'utf8'))
verify(given.secret, given.headers, Buffer.from(given.body))
`

  test.each([
    ['Python', 'verify.py', python],
    ['Node', 'verify.mjs', node],
  ])(
    'in %s accepts our signature and refuses another body, an old message and another secret',
    async (_, file, program) => {
      expect(await verify(file, program, body, headers)).toEqual({ ok: true, error: '' })
      const noMatch = expect.stringContaining('no signature matches') as string
      expect(await verify(file, program, `${body} `, headers)).toEqual({ ok: false, error: noMatch })
      const old = signWebhook({ id: 'd4f6', timestamp: new Date(Date.now() - 400_000), body, secrets: [secret] })
      const tooOld = expect.stringContaining('too old') as string
      expect(await verify(file, program, body, old)).toEqual({ ok: false, error: tooOld })
      const foreign = signWebhook({ id: 'd4f6', timestamp: new Date(), body, secrets: [newWebhookSecret()] })
      expect(await verify(file, program, body, foreign)).toEqual({ ok: false, error: noMatch })
    },
  )

  test('in the shell prints our signature', async () => {
    const script = codeBlocks(PAGE, 'sh').find((block) => block.includes('openssl'))
    writeFileSync(join(directory, 'body'), body)
    const env = { SECRET: secret, ID: headers['webhook-id'] ?? '', SENT: headers['webhook-timestamp'] ?? '' }
    const plan = { file: 'sh', args: ['-c', script ?? ''], cwd: directory, env }
    const { stdout } = await run(plan, { deadlineSeconds: 60 })
    expect(headers['webhook-signature']?.split(' ')).toContain(`v1,${stdout}`)
  })
})
