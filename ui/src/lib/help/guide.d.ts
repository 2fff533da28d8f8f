// What `guide/plugin.ts` makes of docs/guide.
declare module 'virtual:guide' {
  export const CHAPTERS: readonly import('./tree').Chapter[];
  export const PICTURES: import('./tree').Pictures;
}
