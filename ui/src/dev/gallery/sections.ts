// The sections of the gallery, each a picture: what it holds, and whether its picture is compared.
import Buttons from './Buttons.svelte';
import Fields from './Fields.svelte';
import Panels from './Panels.svelte';
import Rows from './Rows.svelte';
import Said from './Said.svelte';
import Scripts from './Scripts.svelte';
import Searches from './Searches.svelte';
import States from './States.svelte';
import Tables from './Tables.svelte';
import Told from './Told.svelte';
import Tokens from './Tokens.svelte';

export const PARTS = {
  tokens: Tokens,
  buttons: Buttons,
  fields: Fields,
  states: States,
  tables: Tables,
  rows: Rows,
  panels: Panels,
  told: Told,
  said: Said,
  search: Searches,
  scripts: Scripts,
};

/** What lies over the page when it is opened. */
export const OPENED = ['menu', 'columns', 'guide', 'more', 'dialog', 'dialog-wide'] as const;

export const SECTIONS: readonly string[] = [...Object.keys(PARTS), ...OPENED];

/** Its letters are those of the system it is drawn on, and not the program's. */
export const UNCOMPARED = 'scripts';
