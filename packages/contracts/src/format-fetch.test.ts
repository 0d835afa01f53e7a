import { expect, test } from 'vitest'
import { fetchWords } from './format-fetch.ts'

const none = { percent: null, bytes: null, bytesPerSecond: null, secondsLeft: null }

test.each([
  [{ ...none, stage: 'Connecting' }, 'Connecting'],
  [{ ...none, stage: 'Counting objects', percent: 7 }, 'Counting objects: 7 %'],
  [
    { stage: 'Receiving objects', percent: 45, bytes: 1.2 * 2 ** 30, bytesPerSecond: 3.4 * 2 ** 20, secondsLeft: 420 },
    'Receiving objects: 45 %, 1.2 GiB at 3.4 MiB/s, about 7 min left',
  ],
  [
    { ...none, stage: 'Receiving objects', percent: 99, bytes: 900, secondsLeft: 0 },
    'Receiving objects: 99 %, 900 B, about 1 s left',
  ],
  [{ ...none, stage: 'Receiving objects', percent: 2, secondsLeft: 9000 }, 'Receiving objects: 2 %, about 3 h left'],
])('the words of %j say how far it is', (progress, words) => {
  expect(fetchWords(progress)).toBe(words)
})
