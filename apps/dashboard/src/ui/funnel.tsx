/** How much of the range is left, as a bar that halves towards its middle. */
export function Funnel({ left, commits }: { left: number; commits: number }) {
  const share = commits > 0 ? Math.min(1, left / commits) : 1
  const width = Math.max(1.5, share * 100)
  return (
    <svg className="funnel" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect className="funnel-all" x="0" y="3" width="100" height="2" />
      <rect className="funnel-left" x={50 - width / 2} y="0" width={width} height="8" />
    </svg>
  )
}
