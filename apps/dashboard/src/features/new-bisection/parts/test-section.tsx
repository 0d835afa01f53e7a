import { FormSection } from '../../../ui/form-section.tsx'
import { TestFields } from '../../../ui/test-fields.tsx'
import type { SectionProps } from './section-props.ts'

/** What decides whether a kernel is good. */
export function TestSection({ form, set }: SectionProps) {
  return (
    <FormSection title="Test">
      <TestFields path="test" test={form} change={set} />
    </FormSection>
  )
}
