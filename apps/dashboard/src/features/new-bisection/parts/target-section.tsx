import { FormSection } from '../../../ui/form-section.tsx'
import { TargetFields } from '../../../ui/target-fields.tsx'
import type { SectionProps } from './section-props.ts'
import { UsedTargets } from './used-targets.tsx'

/** What is built, and where it boots. */
export function TargetSection({ form, set }: SectionProps) {
  return (
    <FormSection
      title="Main target"
      note="The search runs on this one. What a boot in QEMU needs is switched on by itself."
    >
      <UsedTargets tree={form.tree} choose={set} />
      <TargetFields path="target" target={form} change={set} />
    </FormSection>
  )
}
