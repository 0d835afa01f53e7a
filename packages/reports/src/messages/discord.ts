import { cutText } from '@kbisect/text'
import type { MessageWords } from './format-message.ts'

const COLOURS = { neutral: 0x5865f2, bad: 0xed4245, probable: 0x9b59b6, good: 0x57f287, person: 0xfee75c }
const TITLE = 256
// Each character may become two, and Discord takes no more than 6,000 in all.
const VALUE = 200

/** A backslash before all that Discord's Markdown gives a meaning; a broken @ is nobody's name. */
function escapeText(text: string): string {
  return text.replace(/[\\`*_~|>#[\]()<:-]/g, '\\$&').replaceAll('@', '@\u200B')
}

/** For a webhook of Discord. */
export function discordMessage({ title, facts, url, commits, mood }: MessageWords): object {
  const shown = escapeText(title)
  return {
    username: 'kbisect',
    // Nobody is pinged, whatever the texts hold.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title:
          shown.length <= TITLE
            ? shown
            : `${shown.slice(0, TITLE - 1).replace(/(?<![\\\p{Surrogate}])[\\\p{Surrogate}]+$/u, '')}…`,
        ...(url === undefined ? {} : { url }),
        ...(commits.length === 0
          ? {}
          : { description: commits.map(({ name, url: page }) => `[${name}](<${page}>)`).join(' · ') }),
        color: COLOURS[mood],
        fields: facts.map(({ name, value }) => ({
          name,
          value: escapeText(cutText(value, VALUE)),
          inline: value.length < 40,
        })),
      },
    ],
  }
}
