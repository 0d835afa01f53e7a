import { useState } from 'react'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const storageKey = 'kbisect-theme'
const symbols: Record<Theme, string> = { system: '◐', light: '○', dark: '●' }

/**
 * Goes round: as the system has it, light, dark. The choice is applied before the first paint by
 * theme.js.
 */
export function ThemeToggle() {
  const [theme, setTheme] = useState(storedTheme)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  const choose = () => {
    setTheme(next)
    applyTheme(next)
  }
  return (
    <button
      type="button"
      className="button quiet theme-toggle"
      onClick={choose}
      title={`Theme: ${theme}. Switch to ${next}.`}
    >
      <span aria-hidden="true">{symbols[theme]}</span>
      <span className="theme-word">{theme}</span>
      <span className="sr-only"> theme, switch to {next}</span>
    </button>
  )
}

function storedTheme(): Theme {
  const chosen = document.documentElement.dataset.theme
  return themes.find((theme) => theme === chosen) ?? 'system'
}

function applyTheme(theme: Theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem(storageKey, theme)
  } catch {
    // Storage can be forbidden: the choice holds until the page is left.
  }
}
