import { expect, test } from 'vitest'
import { configName } from './config-name.ts'

test.each([
  ['kasan.config', 'kasan'],
  ['.config', 'config'],
  ['my board (2).cfg', 'my-board-2-'],
  ['../../etc', 'etc'],
  ['defconfig', 'defconfig'],
  ['\u00e4\u00f6', ''],
])('a file %j gives the name %j', (file, name) => {
  expect(configName(file)).toBe(name)
})
