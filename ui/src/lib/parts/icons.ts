// The icons, as paths on a 16 by 16 grid, drawn with a 1.6 stroke.
export const ICONS = {
  list: 'M2 4h12M2 8h12M2 12h8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  sliders: 'M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.8v3.4M6 9.8v3.4',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4L14 14',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  warn: 'M8 2l6.5 12h-13zM8 6.5v3.5M8 12v.3',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.2v3.6M8 4.9v.3',
  help: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.3 6.4a1.7 1.7 0 1 1 2.6 1.5c-.6.4-.9.7-.9 1.4M8 11.3v.3',
  back: 'M9.5 3.5L5 8l4.5 4.5',
  forward: 'M6.5 3.5L11 8l-4.5 4.5',
  updown: 'M5 6l3-3 3 3M5 10l3 3 3-3',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  refresh: 'M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.5 2v3h-3',
  save: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M2.5 13h11',
  key: 'M10.5 2.5a3 3 0 1 1-2.6 4.5L2.5 12.4v1.1H5v-1.8h1.8V9.9',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  shield: 'M8 1.8l5.2 1.9v4c0 3.2-2.2 5.4-5.2 6.5-3-1.1-5.2-3.3-5.2-6.5v-4z',
  keyboard: 'M1.5 4h13v8h-13zM4 6.8h.2M6.7 6.8h.2M9.3 6.8h.2M12 6.8h.2M5 9.5h6',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z',
} as const;

export type IconName = keyof typeof ICONS;
