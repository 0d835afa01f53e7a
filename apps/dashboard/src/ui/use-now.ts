import { useEffect, useState } from 'react'

/** The time in milliseconds, kept up to date while the page is seen. */
export function useNow(intervalMilliseconds: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), intervalMilliseconds)
    return () => clearInterval(timer)
  }, [intervalMilliseconds])
  return now
}
