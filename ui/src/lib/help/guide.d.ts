// What `guide/plugin.ts` makes of docs/guide and of THIRD-PARTY.txt.
declare module 'virtual:guide' {
  export const CHAPTERS: readonly import('./tree').Chapter[];
  export const PICTURES: import('./tree').Pictures;
}

declare module 'virtual:notices' {
  export const NOTICES: import('../settings/notices').Notices;
}
