// The guide as the page gets it: its Markdown read when the page was built. A tree of words, so that nothing of it is ever taken for markup.

/** Where a link leads inside the guide. */
export interface Place {
  readonly page: string;
  readonly part?: string;
}

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'strong'; readonly inside: readonly Inline[] }
  | { readonly type: 'em'; readonly inside: readonly Inline[] }
  | { readonly type: 'link'; readonly to: Place; readonly inside: readonly Inline[] }
  /** It leaves the guide: the window opens no pages but its own, so its address is said. */
  | { readonly type: 'elsewhere'; readonly address: string; readonly inside: readonly Inline[] };

export type Block =
  | { readonly type: 'heading'; readonly level: number; readonly id: string; readonly inside: readonly Inline[] }
  | { readonly type: 'paragraph'; readonly inside: readonly Inline[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly type: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'picture'; readonly name: string; readonly words: string };

export interface GuidePage {
  readonly id: string;
  /** As the contents list it. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Chapter {
  /** Empty for what stands before the first. */
  readonly title: string;
  readonly pages: readonly GuidePage[];
}

/** The addresses of a picture, one for each theme. */
export type Pictures = Readonly<Record<string, { readonly light: string; readonly dark: string }>>;
