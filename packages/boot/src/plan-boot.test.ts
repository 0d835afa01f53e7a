import { describe, expect, test } from 'vitest'
import { ARCHITECTURES, type Architecture } from './machines.ts'
import { BootRequestError, planBoot } from './plan-boot.ts'
import type { BootRequest } from './request.ts'

const request = (change: Partial<BootRequest> = {}): BootRequest => ({
  architecture: 'arm64',
  image: '/store/Image',
  initramfs: '/runs/1/initramfs',
  accelerator: 'tcg',
  limits: { cpuSeconds: 60, wallSeconds: 600, consoleBytes: 1 << 20 },
  consoleLog: '/runs/1/console.log',
  sandboxMode: 'bwrap',
  ...change,
})

const argument = (plan: { args: readonly string[] }, option: string) => plan.args[plan.args.indexOf(option) + 1]

describe('the machine of', () => {
  test.each<[Architecture, string, string, string, string]>([
    ['arm', 'qemu-system-arm', 'virt,highmem=off', 'cortex-a15', 'console=ttyAMA0 earlycon=pl011,0x9000000'],
    ['arm64', 'qemu-system-aarch64', 'virt', 'cortex-a57', 'console=ttyAMA0 earlycon=pl011,0x9000000'],
    ['x86_64', 'qemu-system-x86_64', 'q35', 'qemu64', 'console=ttyS0,115200 earlycon=uart8250,io,0x3f8,115200'],
  ])('%s', (architecture, emulator, machine, cpu, console) => {
    const plan = planBoot(request({ architecture }))
    expect(plan.file).toBe(emulator)
    expect(argument(plan, '-machine')).toBe(machine)
    expect(argument(plan, '-cpu')).toBe(cpu)
    expect(argument(plan, '-append')).toBe(`${console} panic=-1 oops=panic`)
  })
})

test.each(ARCHITECTURES)('%s: no devices, no network, no restart, and QEMU locked in', (architecture) => {
  const plan = planBoot(request({ architecture }))
  for (const word of ['-nodefaults', '-no-user-config', '-no-reboot']) expect(plan.args).toContain(word)
  expect(argument(plan, '-nic')).toBe('none')
  expect(argument(plan, '-sandbox')).toBe('on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny')
  // The guest's memory and what QEMU needs beside it.
  const limits = { memoryBytes: (256 + 2048) * 2 ** 20, processes: 256, cpus: 2 }
  expect(plan.sandbox).toEqual({ readOnly: ['/store/Image', '/runs/1/initramfs'], readWrite: [], limits })
})

test('KVM brings its device, the host CPU and the host interrupt controller', () => {
  const plan = planBoot(request({ accelerator: 'kvm' }))
  expect(plan.sandbox?.devices).toEqual(['/dev/kvm'])
  expect([argument(plan, '-accel'), argument(plan, '-cpu')]).toEqual(['kvm', 'host'])
  expect(argument(plan, '-machine')).toBe('virt,gic-version=host')
})

test("the request's words come last on the command line and stay one argument", () => {
  const plan = planBoot(request({ cmdline: 'cma=16M -monitor stdio' }))
  expect(plan.args.at(-1)).toMatch(/ oops=panic cma=16M -monitor stdio$/)
})

test('the guest has one CPU and 256 MiB unless more are asked for', () => {
  const plain = planBoot(request())
  expect([argument(plain, '-smp'), argument(plain, '-m')]).toEqual(['1', '256M'])
  const large = planBoot(request({ guest: { cpus: 2, memoryMegabytes: 1024 } }))
  expect([argument(large, '-smp'), argument(large, '-m')]).toEqual(['2,sockets=2', '1024M'])
  expect(large.sandbox?.limits).toMatchObject({ memoryBytes: (1024 + 2048) * 2 ** 20, cpus: 3 })
})

test('a network leads nowhere, and needs no ROM that boots from it', () => {
  const plan = planBoot(request({ guest: { network: 'user' } }))
  expect(argument(plan, '-netdev')).toBe('user,id=net0,restrict=on')
  expect(argument(plan, '-device')).toBe('virtio-net-pci,netdev=net0,romfile=')
  expect(plan.args).not.toContain('-nic')
})

test('disks are blank, and the sandbox has room and memory for what is written to them', () => {
  const guest = { disks: [{ megabytes: 64 }, { megabytes: 100 }], devices: ['nvme'] } as const
  const { args, sandbox } = planBoot(request({ guest }))
  expect(args.filter((word) => word.startsWith('if=none,'))).toEqual([
    'if=none,id=disk0,driver=null-co,size=64M,read-zeroes=on,snapshot=on',
    'if=none,id=disk1,driver=null-co,size=100M,read-zeroes=on,snapshot=on',
    'if=none,id=nvme0,driver=null-co,size=64M,read-zeroes=on,snapshot=on',
  ])
  expect(args).toContain('virtio-blk-pci,drive=disk1')
  expect(sandbox?.varTmpBytes).toBeGreaterThan((64 + 100 + 64) * 2 ** 20)
  expect(sandbox?.limits?.memoryBytes).toBe((256 + 2048 + 64 + 100 + 64) * 2 ** 20)
})

test.each<[string, Partial<BootRequest>]>([
  ['a relative image', { image: '-S' }],
  ['a relative initramfs', { initramfs: 'initramfs' }],
  ['a relative log', { consoleLog: 'console.log' }],
  ['a line break in cmdline', { cmdline: 'a\nb' }],
  ['a cmdline that no kernel takes', { cmdline: 'x'.repeat(901) }],
  ['too little memory', { guest: { memoryMegabytes: 1 } }],
  ['half a megabyte', { guest: { memoryMegabytes: 256.5 } }],
  ['no CPU', { guest: { cpus: 0 } }],
])('%s is refused', (_, change) => {
  expect(() => planBoot(request(change))).toThrow(BootRequestError)
})
