import { ExactInput } from './exact-input.tsx'
import { NamedField } from './named-field.tsx'

/** The template of the pages of a tree's commits. */
export function CommitUrlField({ value, change }: { value: string; change: (value: string) => void }) {
  return (
    <NamedField
      path="commitUrl"
      label="Commit link"
      hint="The page of a commit, with {hash} for its hash. Empty: commits of kernel.org, GitHub, GitLab and Gitea are linked by the host of the URL."
    >
      {(attributes) => (
        <ExactInput
          {...attributes}
          value={value}
          placeholder="https://git.example.org/linux.git/commit/?id={hash}"
          onChange={(event) => change(event.target.value)}
        />
      )}
    </NamedField>
  )
}
