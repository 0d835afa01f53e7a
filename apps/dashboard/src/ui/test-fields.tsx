import type { TestKind } from '@kbisect/contracts'
import { testWords } from '../model/filters.ts'
import type { TypedTest } from '../model/test-form.ts'
import { ExactInput } from './exact-input.tsx'
import { FieldGroup, NamedField } from './named-field.tsx'
import { Segments } from './segments.tsx'

const decides: Readonly<Record<TestKind, string>> = {
  boot: 'The kernel is good when it boots to user space.',
  build: 'The kernel is good when it builds. Nothing is booted.',
  script: 'The kernel is good when your script, run in the guest, exits with 0. 125 skips a commit.',
  console: 'The kernel is good when a line of its console matches, or none does.',
  kunit: 'The kernel is good when these test cases of KUnit pass. A commit that does not have them is skipped.',
}

interface TestFieldsProps {
  /** The field of the request that the test is. */
  readonly path: string
  readonly test: TypedTest
  readonly change: (patch: Partial<TypedTest>) => void
}

/** The inputs of a test: what decides whether a kernel is good. */
export function TestFields({ path, test, change }: TestFieldsProps) {
  return (
    <>
      <FieldGroup path={path} label="What decides" hint={decides[test.test]}>
        <Segments
          name={path}
          options={testWords.map((value) => ({ value, label: value }))}
          chosen={test.test}
          choose={(kind) => change({ test: kind })}
        />
      </FieldGroup>
      {test.test === 'script' && (
        <NamedField
          path={`${path}.script`}
          label="Script"
          hint="A shell script. The guest has BusyBox, and what the kernel shows."
        >
          {(attributes) => (
            <textarea
              {...attributes}
              className="mono script"
              rows={10}
              spellCheck={false}
              value={test.script}
              onChange={(event) => change({ script: event.target.value })}
            />
          )}
        </NamedField>
      )}
      {test.test === 'console' && (
        <div className="form-row">
          <NamedField
            path={`${path}.pattern`}
            label="Pattern"
            className="field-grow"
            hint="A regular expression without look-ahead, look-behind and back references, matched line by line."
          >
            {(attributes) => (
              <ExactInput
                {...attributes}
                className="mono"
                value={test.pattern}
                placeholder="CMA: reserved [0-9]+ MiB"
                onChange={(event) => change({ pattern: event.target.value })}
              />
            )}
          </NamedField>
          <NamedField path={`${path}.expect`} label="It is good when such a line is">
            {(attributes) => (
              <select
                {...attributes}
                value={test.expect}
                onChange={(event) => change({ expect: event.target.value === 'absent' ? 'absent' : 'present' })}
              >
                <option>present</option>
                <option>absent</option>
              </select>
            )}
          </NamedField>
        </div>
      )}
      {test.test === 'kunit' && <KunitFields path={path} test={test} change={change} />}
    </>
  )
}

const kunitInputs = [
  { name: 'suite', label: 'Suite', hint: 'As its results name it.', placeholder: 'list-kunit-test' },
  {
    name: 'case',
    label: 'Case',
    hint: '* stands for anything. Empty: the whole suite decides.',
    placeholder: 'list_test_*',
  },
  {
    name: 'options',
    label: 'Options',
    hint: 'Symbols that build the suite.',
    placeholder: 'LIST_KUNIT_TEST',
  },
] as const

function KunitFields({ path, test, change }: TestFieldsProps) {
  return (
    <div className="form-row">
      {kunitInputs.map(({ name, label, hint, placeholder }) => (
        <NamedField
          key={name}
          path={`${path}.${name}`}
          label={label}
          hint={name === 'options' && path === 'test' ? `${hint} Empty: those of the source of the bad commit.` : hint}
          {...(name === 'options' && { className: 'field-grow' })}
        >
          {(attributes) => (
            <ExactInput
              {...attributes}
              className="mono"
              value={test[name]}
              placeholder={placeholder}
              onChange={(event) => change({ [name]: event.target.value })}
            />
          )}
        </NamedField>
      ))}
    </div>
  )
}
