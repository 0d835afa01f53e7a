import type { FetchProgress } from './tree.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

function sizeWords(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024
    unit++
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`
}

function durationWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}

/**
 * How far a fetch is, in words: `Receiving objects: 45 %, 1.2 GiB at 3.4 MiB/s, about 7 min left`.
 */
export function fetchWords({ stage, percent, bytes, bytesPerSecond, secondsLeft }: FetchProgress): string {
  const size = bytes === null ? undefined : sizeWords(bytes)
  const speed = bytesPerSecond === null ? '' : ` at ${sizeWords(bytesPerSecond)}/s`
  const parts = [
    ...(percent === null ? [] : [`${percent} %`]),
    ...(size === undefined ? [] : [`${size}${speed}`]),
    ...(secondsLeft === null ? [] : [`about ${durationWords(secondsLeft)} left`]),
  ]
  return parts.length === 0 ? stage : `${stage}: ${parts.join(', ')}`
}
