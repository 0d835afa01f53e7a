import type { TestKind } from '@kbisect/contracts'
import { testWords } from '../../../model/filters.ts'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import type { SectionProps } from './section.tsx'
import { Section } from './section.tsx'

const decides: Readonly<Record<TestKind, string>> = {
  boot: 'The kernel is good when it boots to user space.',
  build: 'The kernel is good when it builds. Nothing is booted.',
  script: 'The kernel is good when your script, run in the guest, exits with 0. 125 skips a commit.',
  console: 'The kernel is good when a line of its console matches, or none does.',
  kunit: 'The kernel is good when these test cases of KUnit pass. A commit that does not have them is skipped.',
}

/** What decides whether a kernel is good. */
export function TestSection({ form, set }: SectionProps) {
  return (
    <Section title="Test">
      <FieldGroup path="test" label="What decides" hint={decides[form.test]}>
        <Segments
          name="test"
          options={testWords.map((value) => ({ value, label: value }))}
          chosen={form.test}
          choose={(test) => set({ test })}
        />
      </FieldGroup>
      {form.test === 'script' && (
        <NamedField
          path="test.script"
          label="Script"
          hint="A shell script. The guest has BusyBox, and what the kernel shows."
        >
          {(attributes) => (
            <textarea
              {...attributes}
              className="mono script"
              rows={10}
              spellCheck={false}
              value={form.script}
              onChange={(event) => set({ script: event.target.value })}
            />
          )}
        </NamedField>
      )}
      {form.test === 'console' && (
        <div className="form-row">
          <NamedField
            path="test.pattern"
            label="Pattern"
            className="field-grow"
            hint="A regular expression without look-ahead, look-behind and back references, matched line by line."
          >
            {(attributes) => (
              <ExactInput
                {...attributes}
                className="mono"
                value={form.pattern}
                placeholder="CMA: reserved [0-9]+ MiB"
                onChange={(event) => set({ pattern: event.target.value })}
              />
            )}
          </NamedField>
          <NamedField path="test.expect" label="It is good when such a line is">
            {(attributes) => (
              <select
                {...attributes}
                value={form.expect}
                onChange={(event) => set({ expect: event.target.value === 'absent' ? 'absent' : 'present' })}
              >
                <option>present</option>
                <option>absent</option>
              </select>
            )}
          </NamedField>
        </div>
      )}
      {form.test === 'kunit' && <KunitFields form={form} set={set} />}
    </Section>
  )
}

function KunitFields({ form, set }: SectionProps) {
  return (
    <div className="form-row">
      <NamedField path="test.suite" label="Suite" hint="As its results name it.">
        {(attributes) => (
          <ExactInput
            {...attributes}
            className="mono"
            value={form.suite}
            placeholder="list-kunit-test"
            onChange={(event) => set({ suite: event.target.value })}
          />
        )}
      </NamedField>
      <NamedField path="test.case" label="Case" hint="* stands for anything. Empty: the whole suite decides.">
        {(attributes) => (
          <ExactInput
            {...attributes}
            className="mono"
            value={form.case}
            placeholder="list_test_*"
            onChange={(event) => set({ case: event.target.value })}
          />
        )}
      </NamedField>
      <NamedField
        path="test.options"
        label="Options"
        className="field-grow"
        hint="Symbols that build the suite. Empty: those of the source of the bad commit."
      >
        {(attributes) => (
          <ExactInput
            {...attributes}
            className="mono"
            value={form.options}
            placeholder="LIST_KUNIT_TEST"
            onChange={(event) => set({ options: event.target.value })}
          />
        )}
      </NamedField>
    </div>
  )
}
