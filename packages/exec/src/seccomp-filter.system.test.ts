import { expect, test } from 'vitest'
import { run } from './run.ts'
import { DENIED } from './seccomp-rules.ts'

/**
 * Makes system calls of these numbers in the sandbox, without arguments that could do anything, and
 * returns what came of each.
 */
async function callInside(calls: readonly (readonly number[])[]): Promise<number[]> {
  const args = calls.map((call) => call.join(','))
  const script =
    'for (@ARGV) { my @call = map { $_ + 0 } split /,/; $! = 0; syscall(shift @call, @call); print $! + 0, "\\n" }'
  const plan = { file: 'perl', args: ['-e', script, ...args], sandbox: { readOnly: [], readWrite: [] } }
  const { stdout } = await run(plan, { deadlineSeconds: 60 })
  return stdout.trim().split('\n').map(Number)
}

const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97]
const column = process.arch === 'arm64' ? 1 : 0

test.runIf(['x64', 'arm64'].includes(process.arch))('the kernel refuses each denied call in the sandbox', async () => {
  const numbers = Object.values(DENIED)
    .flatMap((group) => Object.values(group))
    .flatMap((pair) => pair[column] ?? [])
  expect(await callInside(numbers.map((number) => [number, 0, 0, 0, 0, 0]))).toEqual(numbers.map(() => EPERM))
})

test.runIf(process.arch === 'x64')(
  'the kernel refuses user namespaces, other sockets and calls of x32 in the sandbox',
  async () => {
    expect(await callInside([[56, 0x10000011], [435, 0, 0], [41, 16, 3, 0], [41, 38, 5, 0], [0x40000027]])).toEqual([
      ...[EPERM, ENOSYS, EAFNOSUPPORT, EAFNOSUPPORT, ENOSYS],
    ])
  },
)

test('a file cannot be made set-id in the sandbox, and other modes can be set', async () => {
  const script =
    'cd /tmp; touch a; chmod 4755 a && echo made; chmod 2755 a && echo made; install -m 6755 /bin/true b && echo made; chmod 1751 a; stat -c %a a'
  const plan = { file: 'sh', args: ['-c', script], sandbox: { readOnly: [], readWrite: [] } }
  expect((await run(plan, { deadlineSeconds: 60 })).stdout).toBe('1751\n')
})
