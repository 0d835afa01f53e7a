import type { AffectedTarget, TargetSummary } from '@kbisect/contracts'
import { describe, expect, test } from 'vitest'
import { bisectionWith, configFile, configTexts, target, withFragment } from '../report-input.fixture.ts'
import { affectedTargetFiles, affectedTargetsSentence } from './format-affected-targets.ts'

const RESULTS = { '+': 'affected', '-': 'not affected', '?': 'could not tell' } as const

/**
 * Targets with what was found: `+` affected, `-` not, `?` could not tell. The first is the main
 * one.
 */
function sentence(...found: (readonly [keyof typeof RESULTS, TargetSummary])[]): string {
  const affectedTargets = found.map(
    ([sign, { name }]): AffectedTarget => ({ target: name, result: RESULTS[sign], reason: '' }),
  )
  const targets = found.map(([, one]) => one)
  return affectedTargetsSentence(
    bisectionWith({ affectedTargets }, { targets, target: targets[0]?.name ?? '' }),
    configTexts,
  )
}

const no = (symbol: string) => `# CONFIG_${symbol} is not set\n`
const arm64 = target('arm64')
const arm = target('arm')
const x86 = target('x86_64', { cmdline: 'cma=16M' })
const arm64Without = withFragment('arm64/no-dma-cma', no('DMA_CMA'))
const armWithout = withFragment('arm/no-dma-cma', no('DMA_CMA'))

describe('architectures', () => {
  test('that behave alike stand together, with the option that it takes', () => {
    expect(sentence(['+', arm64], ['+', arm], ['-', x86], ['-', arm64Without], ['-', armWithout])).toBe(
      'arm and arm64 are affected, with CONFIG_DMA_CMA only; x86_64 is not.',
    )
  })

  test('where the option was not tried are not said to need it', () => {
    expect(sentence(['+', arm64], ['+', arm], ['-', x86], ['-', arm64Without])).toBe(
      'arm is affected; arm64 is as well, with CONFIG_DMA_CMA only; x86_64 is not.',
    )
  })

  test('that were tested in another way only are named with it', () => {
    expect(sentence(['+', arm64], ['-', withFragment('x86_64/no-dma-cma', no('DMA_CMA'))])).toBe(
      'arm64 is affected; x86_64 without CONFIG_DMA_CMA is not.',
    )
    expect(sentence(['+', target('arm64', { cmdline: 'cma=16M' })], ['-', arm])).toBe(
      'arm64 is affected; arm without cma=16M is not.',
    )
  })

  test('that cannot be compared with the main target are named as their targets are', () => {
    const main = target('arm64', { config: configFile('a', 'CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\nCONFIG_D=y\n') })
    const other = target('x86_64', { config: configFile('none', 'CONFIG_Z=y\n') })
    expect(sentence(['+', main], ['+', other])).toBe('arm64 and x86_64 are affected.')
    const board = { ...other, name: 'board' }
    expect(sentence(['+', main], ['-', board])).toBe('arm64 is affected; board (x86_64) is not.')
    const second = { ...other, name: 'x86_64/b', config: configFile('second', 'CONFIG_Y=y\n') }
    expect(sentence(['+', main], ['-', other], ['-', second], ['?', { ...board, name: 'slow' }])).toBe(
      'arm64 is affected; x86_64 and x86_64/b are not; for slow (x86_64) we could not tell.',
    )
  })

  test('that are affected however they are built say so', () => {
    expect(sentence(['+', arm64], ['+', arm64Without])).toBe(
      'arm64 is affected, in both configurations that were tested.',
    )
    expect(sentence(['+', arm64], ['+', arm64Without], ['+', target('arm64/clang', { toolchain: 'clang' })])).toBe(
      'arm64 is affected, in all 3 configurations that were tested.',
    )
  })

  test('nothing is said of what could not be told', () => {
    expect(sentence(['+', arm64], ['?', arm], ['?', x86])).toBe(
      'arm64 is affected; for arm and x86_64 we could not tell.',
    )
    expect(sentence(['+', arm64], ['?', arm64Without], ['-', x86])).toBe(
      'arm64 is affected; x86_64 is not; for arm64/no-dma-cma we could not tell.',
    )
  })

  test('a main target alone promises nothing of others', () => {
    expect(sentence(['+', arm64])).toBe('arm64 is affected. No other architecture or configuration was tested.')
  })

  test('a culprit whose result does not list the main target is affected there', () => {
    const bisection = bisectionWith({ affectedTargets: [{ target: 'arm', result: 'affected', reason: '' }] })
    expect(affectedTargetsSentence(bisection, configTexts)).toBe('arm and arm64 are affected.')
  })
})

test('files of more than a megabyte are not compared: the targets are named', () => {
  const long = target('arm64/long', { fragments: [configFile('long', `CONFIG_LONG=y\n${'#'.repeat(1 << 20)}\n`)] })
  expect(affectedTargetFiles(bisectionWith({ affectedTargets: [] }, { targets: [arm64, long] }))).toEqual([])
  const found = (texts: ReadonlyMap<string, string>) => {
    const affectedTargets: AffectedTarget[] = [
      { target: 'arm64', result: 'affected', reason: '' },
      { target: 'arm64/no-dma-cma', result: 'not affected', reason: '' },
    ]
    const bisection = bisectionWith({ affectedTargets }, { targets: [arm64, arm64Without] })
    expect(affectedTargetFiles(bisection)).toHaveLength(2)
    return affectedTargetsSentence(bisection, texts)
  }
  expect(found(configTexts)).toBe('arm64 is affected, with CONFIG_DMA_CMA only.')
  expect(found(new Map())).toBe('arm64 is affected; arm64/no-dma-cma is not.')
})

describe('what differs between affected and spared targets of an architecture', () => {
  const condition = (affected: readonly TargetSummary[], spared: readonly TargetSummary[]) =>
    sentence(...affected.map((one) => ['+', one] as const), ...spared.map((one) => ['-', one] as const)).replace(
      /^arm64 is affected, (.*)\.$/,
      '$1',
    )

  test.each<[string, TargetSummary[], TargetSummary[], string]>([
    ['an option', [arm64], [arm64Without], 'with CONFIG_DMA_CMA only'],
    ['an option that the spared one has', [arm64], [withFragment('arm64/a', 'CONFIG_A=y\n')], 'without CONFIG_A only'],
    ['several options', [arm64], [withFragment('arm64/a', no('A') + no('B'))], 'with CONFIG_A and CONFIG_B only'],
    [
      'options one by one',
      [arm64],
      [withFragment('arm64/a', no('CMA')), withFragment('arm64/b', no('DMA_CMA'))],
      'with CONFIG_CMA and CONFIG_DMA_CMA only',
    ],
    [
      'the less, where another target has that and more',
      [arm64],
      [withFragment('arm64/a', no('CMA') + no('DMA_CMA')), withFragment('arm64/b', no('DMA_CMA'))],
      'with CONFIG_DMA_CMA only',
    ],
    [
      'what all affected ones agree in',
      [arm64, withFragment('arm64/more', 'CONFIG_A=y\n')],
      [arm64Without],
      'with CONFIG_DMA_CMA only',
    ],
    [
      'an option there and one that is not',
      [arm64],
      [withFragment('arm64/a', `${no('DMA_CMA')}CONFIG_A=y\n`)],
      'with CONFIG_DMA_CMA and without CONFIG_A only',
    ],
    ['a module', [withFragment('arm64', 'CONFIG_A=m\n')], [arm64WithA('y')], 'with CONFIG_A=m only'],
    ['no module', [withFragment('arm64', 'CONFIG_A=y\n')], [arm64WithA('m')], 'with CONFIG_A=y only'],
    ['a number', [withFragment('arm64', 'CONFIG_A=8\n')], [arm64WithA('4')], 'with CONFIG_A=8 only'],
    [
      'the command line',
      [target('arm64', { cmdline: 'quiet cma=16M' })],
      [target('arm64/b', { cmdline: 'quiet' })],
      'with cma=16M only',
    ],
    [
      'a value there',
      [target('arm64', { cmdline: 'cma=16M' })],
      [target('arm64/b', { cmdline: 'cma=0' })],
      'with cma=16M only',
    ],
    ['a parameter of the spared one', [arm64], [target('arm64/b', { cmdline: 'cma=0' })], 'without cma=0 only'],
    ['the CPUs', [target('arm64', { guest: { cpus: 2 } })], [target('arm64/b')], 'with 2 CPUs only'],
    ['the toolchain', [arm64], [target('arm64/clang', { toolchain: 'clang' })], 'with gcc only'],
    ['the base', [arm64], [target('arm64/full', { config: 'defconfig' })], 'with tinyconfig only'],
    [
      'two files',
      [target('arm64', { config: file('a', 'CONFIG_MMU=y\nCONFIG_A=y\n') })],
      [target('arm64/b', { config: file('b', `CONFIG_MMU=y\n${no('A')}`) })],
      'with CONFIG_A only',
    ],
    [
      'a file and a base of the kernel',
      [target('arm64', { config: file('mine', 'CONFIG_MMU=y\n') })],
      [target('arm64/b', { config: 'defconfig' })],
      'with the configuration mine only',
    ],
  ])('is %s', (_, affected, spared, words) => {
    expect(condition(affected, spared)).toBe(words)
  })

  test('the last fragment has the last word', () => {
    const undone = target('arm64/undone', {
      fragments: [...arm64Without.fragments, configFile('again', 'CONFIG_DMA_CMA=y\r\n')],
    })
    expect(condition([arm64, undone], [arm64Without])).toBe('with CONFIG_DMA_CMA only')
  })

  test('that explains nothing is no explanation: the targets are named', () => {
    const twin = target('arm64/twin')
    expect(condition([arm64], [twin])).toBe('arm64 is affected; arm64/twin is not.')
    const other = target('arm64/other', { toolchain: 'clang', fragments: arm64Without.fragments })
    expect(condition([arm64, other], [arm64Without])).toBe(
      'arm64 and arm64/other are affected; arm64/no-dma-cma is not.',
    )
  })

  test('that is too much to be read is not read out, nor are many targets', () => {
    const spared = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      withFragment(`arm64/${name}`, [no('A'), no('B'), no('C'), no(`D_${name}`)].join('')),
    )
    expect(condition([arm64], spared)).toBe(
      'arm64 is affected; arm64/a, arm64/b, arm64/c, arm64/d and 2 others are not.',
    )
  })
})

function arm64WithA(value: string): TargetSummary {
  return withFragment('arm64/other', `CONFIG_A=${value}\n`)
}

function file(name: string, content: string) {
  return configFile(name, content)
}
