import type { KeyboardEvent } from 'react'
import type { Tab } from '../model/page-search.ts'

interface TabBarProps {
  readonly tabs: readonly Tab[]
  readonly current: Tab
  readonly counts: Readonly<Partial<Record<Tab, number>>>
  readonly choose: (tab: Tab) => void
}

/** Tabs as the ARIA pattern has them: one tab stop, arrows choose. */
export function TabBar({ tabs, current, counts, choose }: TabBarProps) {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = tabs[(tabs.indexOf(current) + step + tabs.length) % tabs.length]
    if (!next) return
    choose(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div role="tablist" aria-label="Details" className="tabs" onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          type="button"
          role="tab"
          aria-selected={tab === current}
          aria-controls="tab-panel"
          tabIndex={tab === current ? 0 : -1}
          onClick={() => choose(tab)}
        >
          {tab.charAt(0).toUpperCase() + tab.slice(1)}
          {counts[tab] !== undefined && <span className="tab-count">{counts[tab]?.toLocaleString('en')}</span>}
        </button>
      ))}
    </div>
  )
}
