import { describe, expect, test } from 'vitest'
import { FailureReader } from './build-failure.ts'

const directories = { source: '/src/linux', output: '/src/out' }

function readAll(output: string, during: 'config' | 'compile' = 'compile') {
  const reader = new FailureReader()
  for (const line of output.split('\n')) reader.line(line)
  return reader.failure(during, directories)
}

/** What is read of an output, but for the line itself. */
function read(output: string, during: 'config' | 'compile' = 'compile') {
  const { printed: _, ...failure } = readAll(output, during)
  return failure
}

test.each([
  ['mm/cma.c:12:3: \u001B[01;31merror:\u001B[m array of 12 elements', 'mm/cma.c:12:3: error: array of 12 elements'],
  [`${directories.source}/mm/cma.c:12:3: error: no`, 'mm/cma.c:12:3: error: no'],
  [
    "ld: mm/cma.o: in function `f':\nmm/cma.c:(.text+0x12): undefined reference to `g'",
    "mm/cma.c:(.text+0x12): undefined reference to `g'",
  ],
  ['/tmp/ccPzYbwK.s:265: Error: not supported', 'Error: not supported'],
  [
    'make[2]: *** [scripts/Makefile.build:244: mm/cma.o] Error 1',
    'make[2]: *** [scripts/Makefile.build:244: mm/cma.o] Error 1',
  ],
  ['quiet', undefined],
])('the reader keeps the line that the compiler printed: %j', (output, printed) => {
  expect(readAll(output).printed).toBe(printed)
})

describe('the first failure of a build log', () => {
  const cases: readonly (readonly [string, string, ReturnType<typeof read>])[] = [
    [
      'a compiler error, with the path below the sources',
      `  CC      init/main.o
In file included from /src/linux/include/linux/mm.h:7,
                 from /src/linux/init/main.c:12:
/src/linux/mm/cma.c: In function 'cma_init':
/src/linux/mm/cma.c:42:9: error: implicit declaration of function 'nope' [-Werror=implicit-function-declaration]
   42 |         nope();
      |         ^~~~
/src/linux/mm/later.c:1:1: error: another
make[3]: *** [/src/linux/scripts/Makefile.build:250: mm/cma.o] Error 1
make: *** [Makefile:219: __sub-make] Error 2`,
      {
        step: 'compile',
        file: 'mm/cma.c',
        line: 42,
        message: "implicit declaration of function 'nope' [-Werror=implicit-function-declaration]",
      },
    ],
    [
      'a path relative to the output directory',
      '../linux/arch/arm64/mm/init.c:7:1: fatal error: linux/gone.h: No such file or directory',
      { step: 'compile', file: 'arch/arm64/mm/init.c', line: 7, message: 'linux/gone.h: No such file or directory' },
    ],
    [
      'a generated file',
      'include/generated/autoconf.h:3:2: error: #error no',
      { step: 'compile', file: 'include/generated/autoconf.h', line: 3, message: '#error no' },
    ],
    [
      'the assembler, which writes Error',
      "/src/linux/arch/arm64/kernel/head.S:99: Error: unknown mnemonic `movv' -- `movv x0,x1'",
      {
        step: 'compile',
        file: 'arch/arm64/kernel/head.S',
        line: 99,
        message: "unknown mnemonic 'movv' -- 'movv x0,x1'",
      },
    ],
    [
      'a compiler that crashed by itself',
      '/src/linux/mm/slub.c:5:1: internal compiler error: Segmentation fault',
      { step: 'compile', file: 'mm/slub.c', line: 5, message: 'internal compiler error: Segmentation fault' },
    ],
    [
      'an undefined reference, before the linker gives up',
      `aarch64-linux-gnu-ld: init/main.o: in function \`start_kernel':
main.c:(.init.text+0x1c): undefined reference to \`nope'
make[1]: *** [/src/linux/Makefile:1250: vmlinux] Error 1`,
      { step: 'link', file: 'main.c', message: "undefined reference to 'nope'" },
    ],
    [
      "lld's undefined symbol",
      'ld.lld: error: undefined symbol: nope\n>>> referenced by main.c',
      { step: 'link', message: 'undefined symbol: nope' },
    ],
    [
      'a linker script that does not fit',
      'aarch64-linux-gnu-ld: section .text LMA [0,1] overlaps section .data LMA [0,1]\nmake: *** [Makefile:1: vmlinux] Error 1',
      { step: 'link', message: 'section .text LMA [0,1] overlaps section .data LMA [0,1]' },
    ],
    [
      'a missing rule',
      "make[2]: *** No rule to make target 'mm/gone.o', needed by 'mm/built-in.a'.  Stop.\nmake: *** [Makefile:1: sub] Error 2",
      { step: 'compile', message: "No rule to make target 'mm/gone.o', needed by 'mm/built-in.a'.  Stop." },
    ],
    [
      'a makefile that refuses',
      '/src/linux/arch/arm/Makefile:12: *** missing separator.  Stop.',
      { step: 'compile', file: 'arch/arm/Makefile', line: 12, message: 'missing separator.  Stop.' },
    ],
    [
      'an option that the compiler does not know',
      "gcc: error: unrecognized command-line option '-mno-such'\nmake: *** [Makefile:1: x] Error 1",
      { step: 'compile', message: "unrecognized command-line option '-mno-such'" },
    ],
    [
      'nothing but a recipe that failed',
      'make[1]: *** [scripts/Makefile.build:5: usr/x] Error 3',
      { step: 'compile', message: 'make stopped at [scripts/Makefile.build:5: usr/x] Error 3' },
    ],
    ['silence', '', { step: 'compile', message: 'make failed without saying why' }],
    [
      'an error in colours',
      '\u001b[1m/src/linux/mm/a.c:1:1:\u001b[0m \u001b[31merror: \u001b[0mno',
      { step: 'compile', file: 'mm/a.c', line: 1, message: 'no' },
    ],
    [
      'not a warning',
      '/src/linux/mm/a.c:1:1: warning: unused\nld: warning: vmlinux has a LOAD segment with RWX permissions',
      { step: 'compile', message: 'make failed without saying why' },
    ],
  ]

  test.each(cases)('is %s', (_, output, failure) => {
    expect(read(output)).toEqual(failure)
  })

  test('while configuring names the Kconfig file, and the step', () => {
    expect(read('init/Kconfig:12: syntax error\nmake: *** [Makefile:1: olddefconfig] Error 2', 'config')).toEqual({
      step: 'config',
      file: 'init/Kconfig',
      line: 12,
      message: 'syntax error',
    })
  })

  test('is short, however long the line', () => {
    expect(read(`a.c:1:1: error: ${'x'.repeat(10_000)}`).message).toHaveLength(500)
  })
})

describe('of several errors', () => {
  const [early, late, header] = [
    "/src/linux/fs/inode.c:90:1: error: 'x' undeclared",
    '/src/linux/mm/cma.c:12:1: error: expected expression',
    '/src/linux/include/linux/mm.h:7:1: error: unknown type name',
  ]

  test('the same one is told, in whatever order a parallel make printed them', () => {
    const stopped = 'make: *** Waiting for unfinished jobs....'
    const told = [
      [early, stopped, late, header],
      [late, header, early, stopped],
      [header, early, late],
    ].map((lines) => read(lines.join('\n')))
    expect(told).toEqual(Array(3).fill({ step: 'compile', file: 'fs/inode.c', line: 90, message: "'x' undeclared" }))
  })

  test('in one file it is the first line, whichever was printed first', () => {
    const [nine, ten] = ['/src/linux/mm/a.c:9:1: error: first', '/src/linux/mm/a.c:10:1: error: second']
    expect(read(`${ten}\n${nine}`)).toMatchObject({ line: 9, message: 'first' })
  })

  test('that name no file it is the first by its words', () => {
    const [a, b] = ['ld.lld: error: undefined symbol: a_one', 'ld.lld: error: undefined symbol: b_two']
    expect([read(`${b}\n${a}`), read(`${a}\n${b}`)].map(({ message }) => message)).toEqual(
      Array(2).fill('undefined symbol: a_one'),
    )
  })

  test('waiting for jobs explains nothing', () => {
    expect(read('make: *** [Makefile:1: a.o] Error 1\nmake: *** Waiting for unfinished jobs....').message).toBe(
      'make stopped at [Makefile:1: a.o] Error 1',
    )
  })
})

test.each([
  '/tmp/ccPzYbwK.s:265: Error: selected processor does not support it',
  '{standard input}:265: Error: selected processor does not support it',
])('what the compiler handed to the assembler is no file of the source: %j', (line) => {
  expect(read(line)).toEqual({ step: 'compile', message: 'selected processor does not support it' })
})
