import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** After a way from page to page the focus is at the new page’s begin, as it would be after a load. */
export function useFocusAfterNavigation() {
  const { pathname } = useLocation()
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [pathname])
}
