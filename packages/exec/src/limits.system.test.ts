import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cgroupPlace } from './cgroup.ts'
import type { CommandResult } from './command.ts'
import { startIn } from './run.ts'
import { sandboxLimits } from './sandbox-limits.ts'
import type { TaskLimits } from './task-limits.ts'

const MIB = 2 ** 20

/** Runs a line of perl in a sandbox with these limits, in a cgroup or without one. */
const perl = (script: string, limits: TaskLimits, by: 'cgroup' | 'rlimit'): Promise<CommandResult> =>
  startIn(
    by === 'cgroup' ? cgroupPlace : () => undefined,
    { file: 'perl', args: ['-e', script], sandbox: { readOnly: [], readWrite: [], limits } },
    { deadlineSeconds: 300 },
  ).result

// 400 children that take 24 MiB each and keep them; the script prints the first fork that is
// refused, or child that is killed.
const MANY_LARGE = `
  for (1..400) {
    my $child = fork;
    if (!defined $child) { print "refused"; exit 1 }
    if ($child == 0) { my $memory = "a" x (24 << 20); sleep 1000 while 1 }
  }
  my $gone = wait;
  print "died of ", $? & 127;
  exit 1`

// Each process and all its children fork until the first one cannot any more.
const FORK_BOMB = 'while (1) { last unless defined fork } print "refused\\n"; exit 1'

const hasCgroups = cgroupPlace() !== undefined

test.runIf(hasCgroups)('400 processes of 24 MiB end at the memory of their group, and the result says so', async () => {
  const result = await perl(MANY_LARGE, { memoryBytes: 256 * MIB, processes: 500 }, 'cgroup')
  expect(result.exceeded).toBe('memory')
  expect(result.exitCode).not.toBe(0)
  expect(result.ending).not.toBe('deadline')
})

test.runIf(hasCgroups)('a fork bomb ends at the processes of its group, and the result says so', async () => {
  const result = await perl(FORK_BOMB, { memoryBytes: 256 * MIB, processes: 60 }, 'cgroup')
  expect(result).toMatchObject({ exceeded: 'processes', ending: 'exit', exitCode: 1 })
  expect(result.stdout).toContain('refused')
})

test.runIf(hasCgroups)('a command within its limits exceeds nothing and leaves no group', async () => {
  const result = await perl('my $memory = "a" x (24 << 20); print length $memory', { memoryBytes: 128 * MIB }, 'cgroup')
  expect(result).toMatchObject({ exitCode: 0, stdout: String(24 << 20) })
  expect(result).not.toHaveProperty('exceeded')
  const groups = () => Object.values(cgroupPlace()?.directories ?? {}).flatMap((directory) => readdirSync(directory))
  const own = () => groups().filter((name) => name.startsWith(`task-${process.pid}-`))
  await expect.poll(own, { timeout: 60_000 }).toEqual([])
})

test('without cgroups 400 processes of 24 MiB end at their number', async () => {
  const result = await perl(MANY_LARGE, { memoryBytes: 256 * MIB, processes: 20 }, 'rlimit')
  expect(result).toMatchObject({ ending: 'exit', exitCode: 1, stdout: 'refused' })
})

test('without cgroups a fork bomb ends at the number of processes', async () => {
  const result = await perl(FORK_BOMB, { memoryBytes: 256 * MIB, processes: 20 }, 'rlimit')
  expect(result).toMatchObject({ ending: 'exit', exitCode: 1 })
  expect(result.stdout).toContain('refused')
})

test('without cgroups one process cannot have an address space of more than twice its memory', async () => {
  const take = (bytes: number) =>
    perl(`my $memory = "a" x ${bytes}; print "got it"`, { memoryBytes: 128 * MIB }, 'rlimit')
  expect((await take(24 * MIB)).stdout).toBe('got it')
  expect((await take(300 * MIB)).stdout).toBe('')
})

test.each(['cgroup', 'rlimit'] as const)(
  'code under test is what the kernel ends first when memory runs out (%s)',
  async (by) => {
    const { stdout } = await perl('open my $file, "<", "/proc/self/oom_score_adj"; print <$file>', {}, by)
    expect(Number(stdout)).toBeGreaterThanOrEqual(900)
  },
)

test('the limits of this machine can be read', () => {
  const limits = sandboxLimits()
  expect(limits.by).toBe(cgroupPlace() ? 'cgroup' : 'rlimit')
  expect(limits.memoryBytes).toBeGreaterThan(128 * MIB)
  expect(limits.filter).toBe(true)
})
