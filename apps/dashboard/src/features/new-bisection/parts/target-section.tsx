import { architectureWords } from '../../../model/filters.ts'
import type { BaseWord } from '../../../model/new-bisection.ts'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import { ConfigFileFields } from './config-file-fields.tsx'
import { Fragments } from './fragments.tsx'
import { GuestFields } from './guest-fields.tsx'
import type { SectionProps } from './section.tsx'
import { Section } from './section.tsx'
import { UsedTargets } from './used-targets.tsx'

const bases: Readonly<Record<BaseWord, string>> = {
  defconfig: 'defconfig',
  tinyconfig: 'tinyconfig',
  own: 'your own .config',
}

/** What is built, and where it boots. */
export function TargetSection({ form, set }: SectionProps) {
  return (
    <Section
      title="Main target"
      note="The search runs on this one. What a boot in QEMU needs is switched on by itself."
    >
      <UsedTargets tree={form.tree} choose={set} />
      <div className="form-row">
        <FieldGroup path="target.architecture" label="Architecture">
          <Segments
            name="architecture"
            options={architectureWords.map((value) => ({ value, label: value }))}
            chosen={form.architecture}
            choose={(architecture) => set({ architecture })}
          />
        </FieldGroup>
        <FieldGroup path="target.config" label="Configuration">
          <Segments
            name="config"
            options={(Object.keys(bases) as BaseWord[]).map((value) => ({ value, label: bases[value] }))}
            chosen={form.base}
            choose={(base) => set({ base })}
          />
        </FieldGroup>
      </div>
      {form.base === 'own' && (
        <ConfigFileFields
          path="target.config"
          what="the configuration"
          file={form.own}
          change={(own) => set({ own })}
        />
      )}
      <Fragments fragments={form.fragments} change={(fragments) => set({ fragments })} />
      <div className="form-row">
        <NamedField path="target.toolchain" label="Toolchain" hint="gcc unless you say otherwise.">
          {(attributes) => (
            <>
              <ExactInput
                {...attributes}
                list="toolchains"
                value={form.toolchain}
                placeholder="gcc, clang, gcc-12"
                onChange={(event) => set({ toolchain: event.target.value })}
              />
              <datalist id="toolchains">
                <option value="gcc" />
                <option value="clang" />
              </datalist>
            </>
          )}
        </NamedField>
        <NamedField path="target.cmdline" label="Command line" className="field-grow" hint="Appended to the kernel’s.">
          {(attributes) => (
            <ExactInput
              {...attributes}
              className="mono"
              value={form.cmdline}
              placeholder="cma=16M"
              onChange={(event) => set({ cmdline: event.target.value })}
            />
          )}
        </NamedField>
      </div>
      <GuestFields form={form} set={set} />
    </Section>
  )
}
