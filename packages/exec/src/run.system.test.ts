import { expect, test } from 'vitest'
import { run } from './run.ts'

const plan = (file: string, readOnly: string[]) => ({ file, args: ['--version'], sandbox: { readOnly, readWrite: [] } })

test('a file that the sandbox was to show and that is gone is reported as that file, not as a missing program', async () => {
  await expect(run(plan('sh', ['/tmp/kbisect-is-gone/image']))).rejects.toMatchObject({
    code: 'file-missing',
    message: expect.stringContaining('there is no /tmp/kbisect-is-gone/image'),
  })
})

test('a program that is not there is reported as missing', async () => {
  await expect(run(plan('kbisect-has-no-such-program', []))).rejects.toMatchObject({ code: 'program-missing' })
})
