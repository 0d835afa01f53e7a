/** The sign of kbisect: what passes hangs below the line, what fails stands above it, and one commit parts them. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
      <path className="mark-good" d="M2 14h3v7h-3zM7 14h3v7h-3z" />
      <path className="mark-bad" d="M18 7h3v7h-3zM23 7h3v7h-3z" />
      <path className="mark-line" d="M12.5 2h3v24h-3z" />
    </svg>
  )
}
