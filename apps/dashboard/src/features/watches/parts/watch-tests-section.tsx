import { randomKey } from '../../../model/random-key.ts'
import { emptyTest } from '../../../model/test-form.ts'
import { FormSection } from '../../../ui/form-section.tsx'
import { TestFields } from '../../../ui/test-fields.tsx'
import type { WatchTest } from '../model/watch-form.ts'
import type { WatchSectionProps } from './watch-section-props.ts'

const MOST_TESTS = 4

/** What decides whether a revision is good. */
export function WatchTestsSection({ form: { tests }, set }: WatchSectionProps) {
  const change = (at: number, patch: Partial<WatchTest>) =>
    set({ tests: tests.map((test, place) => (place === at ? { ...test, ...patch } : test)) })
  return (
    <FormSection title="Tests">
      {tests.map((test, at) => (
        <section key={test.key} className="sub-form" aria-label={`Test ${at + 1}`}>
          <TestFields path={`tests.${at}`} test={test} change={(patch) => change(at, patch)} />
          {tests.length > 1 && (
            <button
              type="button"
              className="button quiet"
              onClick={() => set({ tests: tests.filter((each) => each !== test) })}
            >
              Remove test {at + 1}
            </button>
          )}
        </section>
      ))}
      <div>
        <button
          type="button"
          className="button"
          disabled={tests.length >= MOST_TESTS}
          onClick={() => set({ tests: [...tests, { ...emptyTest, key: randomKey() }] })}
        >
          Add a test
        </button>
      </div>
    </FormSection>
  )
}
