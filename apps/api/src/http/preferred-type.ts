interface Wish {
  readonly type: string
  readonly quality: number
}

function readWishes(accept: string): Wish[] {
  return accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
    const quality = parameters.find((word) => word.startsWith('q='))?.slice(2)
    return { type, quality: quality === undefined ? 1 : Number(quality) || 0 }
  })
}

/**
 * Returns whether an Accept header names the media type itself, as browsers name `text/html` when
 * they open a page.
 */
export function namesType(accept: string, type: string): boolean {
  return readWishes(accept).some((wish) => wish.type === type && wish.quality > 0)
}

/**
 * Which of the media types that we have an Accept header likes best, by quality, and of equals the
 * first of ours; the first of ours when it likes none, as that is better than nothing.
 */
export function preferredType<const T extends string>(accept: string, offers: readonly [T, ...T[]]): T {
  const wishes = readWishes(accept)
  // The exact name speaks before its family, and that before anything.
  const likes = (offer: string): number => {
    const [family = ''] = offer.split('/')
    for (const name of [offer, `${family}/*`, '*/*']) {
      const wish = wishes.find(({ type }) => type === name)
      if (wish) return wish.quality
    }
    return 0
  }
  return offers.reduce<T>((best, offer) => (likes(offer) > likes(best) ? offer : best), offers[0])
}
