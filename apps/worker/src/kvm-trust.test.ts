import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type KvmTrustOptions, learnKvmTrust } from './kvm-trust.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-kvm-trust-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

/** A kernel that booted without KVM; its files are gone when `forget` was called. */
function goodKernel() {
  const [image, initramfs] = [join(directory, 'image'), join(directory, 'initramfs')]
  writeFileSync(image, 'image')
  writeFileSync(initramfs, 'initramfs')
  const forget = () => {
    for (const file of [image, initramfs]) rmSync(file, { force: true })
  }
  return {
    kernel: { architecture: 'x86_64', image, initramfs, nonce: 'n', cmdline: 'quiet', guest: { cpus: 2 } } as const,
    forget,
  }
}

/**
 * Trust of a worker that has just started, on a host where KVM works or not; `tried` resolves with
 * each answer of a trial.
 */
function start(works: boolean) {
  const kernels: Parameters<NonNullable<KvmTrustOptions['probe']>>[0][] = []
  const errors: unknown[] = []
  let answered: (trusted: boolean) => void = () => {}
  const tried = new Promise<boolean>((resolve) => {
    answered = resolve
  })
  const trust = learnKvmTrust({
    directory: join(directory, 'kept'),
    sandboxMode: 'none',
    onAnswer: (_, trusted) => answered(trusted),
    onError: (error) => errors.push(error),
    probe: async (kernel) => {
      kernels.push(kernel)
      return works && existsSync(kernel.image) && existsSync(kernel.initramfs)
    },
  })
  return { trust, tried, kernels, errors }
}

test('KVM is not trusted before a kernel that boots without it has booted with it', async () => {
  const { trust, tried, kernels, errors } = start(true)
  expect(await trust.trusted('x86_64')).toBe(false)
  const { kernel, forget } = goodKernel()
  trust.learn(kernel)
  expect(await tried).toBe(true)
  forget()
  expect(await trust.trusted('x86_64')).toBe(true)
  expect(await trust.trusted('arm64')).toBe(false)
  expect(kernels).toMatchObject([{ nonce: 'n', cmdline: 'quiet', guest: { cpus: 2 } }])
  expect(errors).toEqual([])
})

test('a worker that is started again tries KVM with the kernel of before, so that searches that need it go on', async () => {
  const before = start(true)
  const { kernel, forget } = goodKernel()
  before.trust.learn(kernel)
  await before.tried
  forget()
  const again = start(true)
  expect(await again.trust.trusted('x86_64')).toBe(true)
  expect(await again.trust.trusted('x86_64')).toBe(true)
  expect(again.kernels).toHaveLength(1)
})

test('where KVM does not work the next start does not try it before a kernel has booted', async () => {
  const { trust, tried } = start(false)
  trust.learn(goodKernel().kernel)
  expect(await tried).toBe(false)
  expect(await trust.trusted('x86_64')).toBe(false)
  const again = start(false)
  expect(await again.trust.trusted('x86_64')).toBe(false)
  expect(again.kernels).toEqual([])
})
