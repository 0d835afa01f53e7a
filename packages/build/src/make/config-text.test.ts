import { expect, test } from 'vitest'
import { askedByBase, findDroppedSymbols, parseConfig } from './config-text.ts'

test('a configuration is its set and its unset symbols; comments and blank lines are nothing', () => {
  const text = '# a comment\nCONFIG_A=y\n\n# CONFIG_B is not set\nCONFIG_C="a=b"\nCONFIG_D=0x1000\r\n'
  expect([...parseConfig(text)]).toEqual([
    ['CONFIG_A', 'y'],
    ['CONFIG_B', 'n'],
    ['CONFIG_C', '"a=b"'],
    ['CONFIG_D', '0x1000'],
  ])
})

test('each symbol that did not survive is told with what it became and who asked last', () => {
  const fragments = [
    { name: 'first', content: 'CONFIG_GONE=y\nCONFIG_KEPT=y\nCONFIG_OVERRULED=y\n# CONFIG_FORCED is not set' },
    {
      name: 'second',
      content: '# CONFIG_OVERRULED is not set\nCONFIG_MODULE=y\nCONFIG_TEXT="a"\n# CONFIG_UNKNOWN is not set',
    },
  ]
  const settled = 'CONFIG_KEPT=y\n# CONFIG_OVERRULED is not set\nCONFIG_FORCED=y\nCONFIG_MODULE=m\nCONFIG_TEXT="b"\n'
  expect(findDroppedSymbols(fragments, settled)).toEqual([
    { symbol: 'CONFIG_GONE', wanted: 'y', got: 'n', fragment: 'first' },
    { symbol: 'CONFIG_FORCED', wanted: 'n', got: 'y', fragment: 'first' },
    { symbol: 'CONFIG_MODULE', wanted: 'y', got: 'm', fragment: 'second' },
    { symbol: 'CONFIG_TEXT', wanted: '"a"', got: '"b"', fragment: 'second' },
  ])
})

test('a base configuration asks for what a person sets, not for what kbuild finds out', () => {
  const content = [
    'CONFIG_CMA=y',
    '# CONFIG_SMP is not set',
    'CONFIG_GCC_VERSION=120200',
    'CONFIG_CC_HAS_ASM_GOTO_OUTPUT=y',
    'CONFIG_HAVE_KPROBES=y',
    'CONFIG_ARCH_HAS_ELF_RANDOMIZE=y',
    '# a comment',
  ].join('\n')
  expect(askedByBase({ name: 'mine', content }).content).toBe('CONFIG_CMA=y\n# CONFIG_SMP is not set')
})
