import Type from 'typebox'
import { Words } from './identifiers.ts'

export const BootTest = Type.Object({ kind: Type.Literal('boot') }, { additionalProperties: false, title: 'boot' })

export const BuildTest = Type.Object({ kind: Type.Literal('build') }, { additionalProperties: false, title: 'build' })

export const ScriptTest = Type.Object(
  {
    kind: Type.Literal('script'),
    script: Type.String({
      minLength: 1,
      maxLength: 65_536,
      pattern: '^[^\\u0000]*$',
      description: 'A shell script run in the guest; its exit status decides, 125 is skip.',
    }),
  },
  { additionalProperties: false, title: 'script' },
)

export const ConsoleTest = Type.Object(
  {
    kind: Type.Literal('console'),
    pattern: Type.String({
      minLength: 1,
      maxLength: 512,
      pattern: '^[^\\u0000]*$',
      description:
        'A regular expression, matched line by line in linear time: JavaScript’s (flag u) without look-ahead, look-behind and back references.',
    }),
    expect: Words(['present', 'absent'] as const, 'Whether a line must match or none may.'),
  },
  { additionalProperties: false, title: 'console' },
)

export const KunitTest = Type.Object(
  {
    kind: Type.Literal('kunit'),
    suite: Type.String({
      pattern: '^[A-Za-z0-9_*?][A-Za-z0-9_*?.,:/ +-]{0,99}$',
      description: 'The KUnit suite, as its results name it; * and ? stand for anything: list-kunit-test.',
    }),
    case: Type.Optional(
      Type.String({
        pattern: '^[!-~]([ -~]{0,198}[!-~])?$',
        description: 'The test cases of the suite that decide; * and ? stand for anything. Default: all of them.',
      }),
    ),
    options: Type.Optional(
      Type.Array(Type.String({ pattern: '^(CONFIG_)?[A-Za-z0-9_]{1,80}$' }), {
        maxItems: 64,
        description:
          'Configuration symbols of the suite and of what it needs, built in: LIST_KUNIT_TEST. CONFIG_KUNIT is set anyway.',
      }),
    ),
  },
  { additionalProperties: false, title: 'kunit' },
)

/** What decides whether a kernel is good. */
export const Test = Type.Union([BootTest, BuildTest, ScriptTest, ConsoleTest, KunitTest])
export type Test = Type.Static<typeof Test>

export const testKinds = ['boot', 'build', 'script', 'console', 'kunit'] as const
export type TestKind = (typeof testKinds)[number]

const BOOT: Test = { kind: 'boot' }

/** Returns what decides whether a kernel is good: it boots, unless the request says otherwise. */
export const testOf = ({ test = BOOT }: { readonly test?: Test }): Test => test
