import { expect, test } from 'vitest'
import { failureText } from './failure-text.ts'

const text = 'oops in cma_alloc: Unable to handle kernel paging request at virtual address ADDR'
const line = 'Unable to handle kernel paging request at virtual address dead0108'

test.each([
  [
    'the printed line with function and place',
    { text, line, function: 'cma_alloc', source: 'mm/cma.c:203' },
    `${line} [in cma_alloc, mm/cma.c:203]`,
  ],
  ['the printed line with its place alone', { text, line, source: 'mm/cma.c:203' }, `${line} [mm/cma.c:203]`],
  [
    'nothing twice',
    { text, line: 'WARNING: at mm/cma.c:12 cma_init+0x1/0x2', function: 'cma_init', source: 'mm/cma.c:12' },
    'WARNING: at mm/cma.c:12 cma_init+0x1/0x2',
  ],
  ['the text where no line was kept', { text, function: 'cma_alloc' }, text],
  [
    'the text with its place where no line was kept',
    { text, function: 'cma_alloc', source: 'mm/cma.c:203' },
    `${text} [mm/cma.c:203]`,
  ],
])('a failure shows %s', (_, signature, shown) => {
  expect(failureText(signature)).toBe(shown)
})
