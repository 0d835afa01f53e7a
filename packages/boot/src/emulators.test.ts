import { expect, test, vi } from 'vitest'
import { emulatorVersion, findEmulators } from './emulators.ts'

test('an emulator that is missing is named with the package that has it', async () => {
  vi.stubEnv('PATH', '/nonexistent')
  await expect(emulatorVersion('arm64', 'none')).rejects.toMatchObject({
    code: 'emulator-missing',
    message: expect.stringContaining('qemu-system-aarch64'),
    hint: expect.stringContaining('apt-get install qemu-system-arm'),
  })
  const found = await findEmulators()
  expect(found.map(({ architecture, version }) => [architecture, version])).toEqual([
    ['arm', undefined],
    ['arm64', undefined],
    ['x86_64', undefined],
  ])
  expect(found[2]?.reason).toContain('qemu-system-x86')
  vi.unstubAllEnvs()
})
