import { expect, test } from 'vitest'
import { readInjectedFaults } from './injected-fault.ts'

test('each whole line is a fault', () => {
  const text = 'boot killed /run/boot-1/initramfs\nbuild disk-full -\ngit killed revert:abc\nboot kil'
  expect(readInjectedFaults(text)).toEqual([
    { where: 'boot', kind: 'killed', what: '/run/boot-1/initramfs' },
    { where: 'build', kind: 'disk-full', what: '-' },
    { where: 'git', kind: 'killed', what: 'revert:abc' },
  ])
})
