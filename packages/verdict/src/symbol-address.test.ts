import { expect, test } from 'vitest'
import { readAddr2line, symbolAddress } from './symbol-address.ts'

const MAP = `ffffffff81000000 T _stext
ffffffff81000040 t init_table
ffffffff81000100 t init_table.cold
ffffffff81000200 t twice
ffffffff81000300 t twice
ffffffff81000400 T cma_init_reserved_mem
ffffffff81000500 T last`

test.each([
  ['cma_init_reserved_mem', 0x57, 0xffffffff81000457n],
  ['init_table', 0, 0xffffffff81000040n],
  ['init_table.cold', 1, 0xffffffff81000101n],
  ['last', 2, 0xffffffff81000502n],
  ['table', 0, undefined],
  ['twice', 0, undefined],
])('%s and %i bytes are at %s', (symbol, offset, address) => {
  expect(symbolAddress(MAP, { symbol, offset })).toBe(address)
})

test('addresses of 32 bits are addresses', () => {
  expect(symbolAddress('c0008000 T stext\n', { symbol: 'stext', offset: 16 })).toBe(0xc0008010n)
})

test.each([
  ['/home/build/linux/mm/cma.c:203\n', 'mm/cma.c:203'],
  ['cma_init_reserved_mem\n/src/mm/cma.c:203 (discriminator 2)\n', 'mm/cma.c:203'],
  ['inlined_one\n/src/include/linux/list.h:12\nouter\n/src/mm/cma.c:203\n', 'include/linux/list.h:12'],
  ['../mm/cma.c:203', 'mm/cma.c:203'],
  ['??:0\n', undefined],
  ['?? ??:?\n', undefined],
  ['/src/mm/cma.c:?\n', undefined],
  ['', undefined],
])('addr2line says %j: %s', (output, place) => {
  expect(readAddr2line(output)).toBe(place)
})

test('where the tree is known, a path is relative to it', () => {
  expect(readAddr2line('/home/kernel/linux/mm/cma.c:203', '/home/kernel/linux')).toBe('mm/cma.c:203')
})

test('a megabyte that names a symbol and never ends a line is no map', () => {
  const line = ' f'.repeat(1 << 19)
  expect(symbolAddress(line, { symbol: 'f', offset: 0 })).toBeUndefined()
  expect(symbolAddress(`${line}\nc0008000 T f\n${line}`, { symbol: 'f', offset: 4 })).toBe(0xc0008004n)
})
