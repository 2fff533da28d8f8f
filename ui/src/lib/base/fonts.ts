// The page's own fonts. Words that were drawn in another one before would move when these come.

const FONTS = ["1em 'Inter Variable'", "1em 'JetBrains Mono Variable'"];
/** They lie beside the page: one that is not there by then never comes. */
const PATIENCE_MS = 200;

/** Answers when they can be drawn with. */
export async function fontsAreThere(): Promise<void> {
  // Where nothing is drawn (tests), there are none.
  if (!('fonts' in document)) return;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([patience, Promise.allSettled(FONTS.map((font) => document.fonts.load(font)))]);
}
