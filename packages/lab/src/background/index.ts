import type { Change } from '../scenario.ts'
import { insideImages } from './inside-images.ts'
import { outsideImages } from './outside-images.ts'

/**
 * Commits without influence on any answer, in the order in which every scenario uses them: inside
 * and outside the images by turns.
 */
export const background: readonly Change[] = insideImages
  .flatMap((inside, index) => {
    const outside = outsideImages[index]
    return outside ? [outside, inside] : [inside]
  })
  .concat(outsideImages.slice(insideImages.length))
