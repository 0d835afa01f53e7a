import { expect, test } from 'vitest'
import { stageWords } from './console-stages.ts'

test('a stage of the console is told in words, one that we do not know as it is', () => {
  expect(stageWords('firmware')).toBe('the firmware had spoken')
  expect(stageWords('toString')).toBe('toString')
})
