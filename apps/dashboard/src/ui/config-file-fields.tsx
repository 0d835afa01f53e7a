import type { ConfigFile } from '@kbisect/contracts'
import type { ChangeEvent } from 'react'
import { configName } from '../model/config-name.ts'
import { ExactInput } from './exact-input.tsx'
import { NamedField } from './named-field.tsx'

interface ConfigFileFieldsProps {
  readonly path: string
  /** What it is, for the labels: `fragment 2`. */
  readonly what: string
  readonly file: ConfigFile
  readonly change: (file: ConfigFile) => void
  readonly remove?: () => void
}

/** Kernel configuration that is pasted, or read from a file. */
export function ConfigFileFields({ path, what, file, change, remove }: ConfigFileFieldsProps) {
  const read = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0]
    if (!chosen) return
    // The same file can be chosen again after it was changed.
    event.target.value = ''
    void chosen.text().then((content) => change({ name: file.name || configName(chosen.name), content }))
  }
  return (
    <div className="config-file">
      <div className="form-row">
        <NamedField path={`${path}.name`} label={`Name of ${what}`} hint="Shown in names of targets.">
          {(attributes) => (
            <ExactInput
              {...attributes}
              value={file.name}
              placeholder="kasan"
              onChange={(event) => change({ ...file, name: event.target.value })}
            />
          )}
        </NamedField>
        <div className="config-tools">
          <label className="button file-button">
            Choose a file
            <input type="file" aria-label={`Choose a file for ${what}`} onChange={read} />
          </label>
          {remove && (
            <button type="button" className="button quiet" onClick={remove} aria-label={`Remove ${what}`}>
              Remove
            </button>
          )}
        </div>
      </div>
      <NamedField path={`${path}.content`} label={`Content of ${what}`}>
        {(attributes) => (
          <textarea
            {...attributes}
            className="mono"
            rows={5}
            spellCheck={false}
            placeholder={'CONFIG_KASAN=y\n# CONFIG_SWAP is not set'}
            value={file.content}
            onChange={(event) => change({ ...file, content: event.target.value })}
          />
        )}
      </NamedField>
    </div>
  )
}
