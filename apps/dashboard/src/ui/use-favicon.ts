import { useEffect } from 'react'

/** What the icon of the tab says beside whose page it is. */
export type FaviconState = 'running' | 'paused' | 'found' | 'ended'

/** Shows a state in the icon of the tab while the page is open. */
export function useFavicon(state: FaviconState | undefined) {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (!link || state === undefined) return
    link.href = `/favicon-${state}.svg`
    return () => {
      link.href = '/favicon.svg'
    }
  }, [state])
}
